import { describe, expect, it } from 'vitest';
import { type Hearing, hearingStateOf, heartbeatDueAt } from '../../../src/domain/hearing.ts';

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 24, 12, minutes));
const NOW = at(60);

describe('an account', () => {
  it.each<[string, Hearing, string]>([
    ['without any audit or heartbeat', {}, 'awaiting'],
    ['audited less than half an hour ago', { awaitingHeartbeatSince: at(31) }, 'awaiting'],
    ['audited half an hour ago', { awaitingHeartbeatSince: at(30) }, 'silent'],
    ['heard, and not audited since', { heardAt: at(10) }, 'heard'],
    ['heard, and audited just now', { heardAt: at(10), awaitingHeartbeatSince: at(55) }, 'heard'],
    ['heard, and not after the audit', { heardAt: at(10), awaitingHeartbeatSince: at(20) }, 'silent'],
    ['heard in the second of the audit', { heardAt: at(20), awaitingHeartbeatSince: at(20) }, 'heard'],
    [
      'heard by a clock that is some seconds behind',
      { heardAt: at(20), awaitingHeartbeatSince: new Date(at(20).getTime() + 5_000) },
      'heard',
    ],
    ['heard too long before the audit', { heardAt: at(20), awaitingHeartbeatSince: at(21) }, 'silent'],
    ['heard in the far future', { heardAt: at(1000), awaitingHeartbeatSince: at(20) }, 'silent'],
    ['audited in the far future', { awaitingHeartbeatSince: at(1000) }, 'awaiting'],
    ['heard after the audit', { heardAt: at(21), awaitingHeartbeatSince: at(20) }, 'heard'],
  ])('%s is %s', (_, hearing, expected) => {
    expect(hearingStateOf(hearing, true, NOW)).toBe(expected);
  });

  it('outside the covered units is uncovered, whatever was heard', () => {
    expect(hearingStateOf({ awaitingHeartbeatSince: at(0) }, false, NOW)).toBe('uncovered');
    expect(hearingStateOf({ heardAt: at(59) }, false, NOW)).toBe('uncovered');
  });

  it('is silent half an hour after the first audit that was not heard', () => {
    expect(heartbeatDueAt({ awaitingHeartbeatSince: at(0), heardAt: at(-1) }, NOW)).toEqual(at(30));
    expect(heartbeatDueAt({ awaitingHeartbeatSince: at(0), heardAt: at(0) }, NOW)).toBeUndefined();
    expect(heartbeatDueAt({ heardAt: at(0) }, NOW)).toBeUndefined();
    expect(heartbeatDueAt({ awaitingHeartbeatSince: at(1000) }, NOW)).toBeUndefined();
  });
});
