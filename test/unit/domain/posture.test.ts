import { describe, expect, it } from 'vitest';
import { postureStateOf } from '../../../src/domain/posture.ts';
import { givenResult } from '../../support/builders.ts';

const REMOVED = givenResult({ result: 'removed' });
const ABSENT = givenResult({ result: 'already-absent' });
const KEPT = givenResult({ result: 'kept', reason: 'excepted' });
const WITHHELD = givenResult({ result: 'withheld', reason: 'observe-mode' });
const REFUSED = givenResult({ result: 'failed', failedBecause: 'refused' });
const NOT_VERIFIED = givenResult({ result: 'failed', failedBecause: 'not-verified' });
const UNREAD = givenResult({ result: 'withheld', reason: 'exceptions-unreadable' });
const MALFORMED = givenResult({ result: 'withheld', reason: 'exception-malformed' });

describe('the state of an account', () => {
  it.each([
    ['compliant', 'nothing was there', []],
    ['compliant', 'everything is gone', [REMOVED, ABSENT]],
    ['excepted', 'what is left is approved', [REMOVED, KEPT]],
    ['violating', 'something is withheld', [KEPT, WITHHELD]],
    ['violating', 'something could not be removed', [REMOVED, REFUSED]],
    ['unknown', 'a removal could not be verified', [NOT_VERIFIED]],
    ['unknown', 'the exceptions could not be read', [UNREAD]],
    ['unknown', 'an exception does not parse', [KEPT, MALFORMED]],
  ])('is %s when %s', (state, _why, results) => {
    expect(postureStateOf(results)).toBe(state);
  });
});
