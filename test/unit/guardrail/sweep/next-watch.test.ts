import { describe, expect, it } from 'vitest';
import { nextWatchAt } from '../../../../src/guardrail/sweep/next-watch.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const recorded = (time: string) => ({ recordedAt: new Date(`2026-11-24T${time}Z`) });

describe('the next watch', () => {
  it('is due as long after the latest one as watches are apart', () => {
    expect(nextWatchAt(recorded('11:58:20'), NOW, 5)).toEqual(new Date('2026-11-24T12:03:20Z'));
    expect(nextWatchAt(recorded('11:58:20'), NOW, 10)).toEqual(new Date('2026-11-24T12:08:20Z'));
  });

  it('is not known where no watch has recorded itself', () => {
    expect(nextWatchAt(undefined, NOW, 5)).toBeUndefined();
  });

  it('is not known where it should have been', () => {
    expect(nextWatchAt(recorded('11:55:00'), NOW, 5)).toBeUndefined();
  });
});
