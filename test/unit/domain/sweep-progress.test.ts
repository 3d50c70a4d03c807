import { describe, expect, it } from 'vitest';
import { parse } from '../../../src/domain/schema.ts';
import { type SweepProgress, sweepProgressSchema } from '../../../src/domain/sweep-progress.ts';
import { jsonOf } from '../../support/json-of.ts';

const AT = new Date('2026-11-24T12:00:00.123Z');
const LATER = new Date('2026-11-24T13:00:00.000Z');

/** Every field is set. */
const FULL: SweepProgress = {
  sweepId: 's',
  startedAt: AT,
  previousStartedAt: AT,
  modes: { mode: 'observe', overrides: 2 },
  answers: AT,
  next: 'token',
  accountsQueued: 20,
  finishedAt: LATER,
  leasedUntil: LATER,
  revision: 3,
};

const FIRST: SweepProgress = {
  sweepId: 's',
  startedAt: AT,
  previousStartedAt: undefined,
  next: undefined,
  accountsQueued: 0,
  finishedAt: undefined,
  leasedUntil: LATER,
  revision: 1,
};

describe('the schema of the progress of a sweep', () => {
  it.each([
    ['with every field', FULL],
    ['of a sweep that has just started', FIRST],
    ['with fields of another version', { ...FULL, shard: 'b' }],
  ])('reads progress as it was written, %s', (_fields, progress) => {
    expect(parse(sweepProgressSchema, jsonOf(progress))).toEqual({ type: 'parsed', value: progress });
  });

  it('reads progress without the modes where they are of another version', () => {
    const modes = { mode: 'rehearse', overrides: 0 };
    expect(parse(sweepProgressSchema, { ...jsonOf(FULL), modes })).toEqual({
      type: 'parsed',
      value: { ...FULL, modes: undefined },
    });
  });

  it.each(['accountsQueued', 'revision'])('has no %s that cannot be counted on from', (field) => {
    for (const value of [-1, 1.5, 2 ** 53, '3', Number.NaN]) {
      expect(parse(sweepProgressSchema, { ...jsonOf(FULL), [field]: value })).toMatchObject({
        type: 'invalid',
        issues: [{ path: field }],
      });
    }
  });

  it('has no empty token of the next page, which would be that of the first', () => {
    expect(parse(sweepProgressSchema, { ...jsonOf(FULL), next: '' })).toMatchObject({
      type: 'invalid',
      issues: [{ path: 'next', message: 'must not be empty' }],
    });
  });
});
