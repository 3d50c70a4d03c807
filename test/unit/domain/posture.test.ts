import { describe, expect, it } from 'vitest';
import { MAX_IAM_READ_LAG_SECONDS } from '../../../src/domain/iam-read-lag.ts';
import {
  isInProgress,
  isLongFinished,
  openEnforcementSchema,
  POSTURE_FIELD_NAMES,
  type Posture,
  postureSchema,
  postureStateOf,
} from '../../../src/domain/posture.ts';
import { parse } from '../../../src/domain/schema.ts';
import { givenCredential, givenPosture, givenResult } from '../../support/builders.ts';
import { jsonOf } from '../../support/json-of.ts';

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

const AT = new Date('2026-11-24T12:00:00.123Z');
const LATER = new Date('2026-11-24T13:00:00.000Z');

/** Every field is set. */
const FULL: Posture = givenPosture(AT, {
  accountState: 'UNKNOWN',
  organizationalUnits: ['ou-sbox-work0001'],
  state: 'unknown',
  credentials: [REMOVED, KEPT, REFUSED],
  failure: { reason: 'throttled', call: 'sts:AssumeRoot', code: 'Throttling', message: 'm', requestId: 'r' },
  failureExpectedUntil: LATER,
  sessionOpenedAt: LATER,
  lastEvent: { event: 'CreateAccessKey 1', auditedAt: LATER },
  lostEvents: [{ kind: 'access-key', id: 'AKIA1', at: LATER, foundAt: LATER }],
  guardedPassword: { createdAt: LATER, mfaDevices: [givenCredential('mfa-device')] },
  incident: { id: '#login-profile', violations: ['login-profile'] },
});

describe('the schema of postures', () => {
  it.each([
    ['with every field', FULL],
    ['without those that may be left out', givenPosture(AT)],
  ])('reads a posture as it was written, %s', (_fields, posture) => {
    expect(parse(postureSchema, jsonOf(posture))).toStrictEqual({ type: 'parsed', value: posture });
  });

  it('reads the rest where the organizational units do not parse', () => {
    const broken = { ...jsonOf(givenPosture(AT)), organizationalUnits: 'ou-sbox-work0001' };
    expect(parse(postureSchema, broken)).toEqual({ type: 'parsed', value: givenPosture(AT) });
  });

  it('has the names of all fields', () => {
    expect(POSTURE_FIELD_NAMES.toSorted()).toEqual(Object.keys(FULL).toSorted());
  });
});

describe('an open enforcement', () => {
  const seconds = (count: number) => new Date(AT.getTime() + count * 1000);
  const startedAt = (at: Date | undefined) => ({ id: 'e', startedAt: at, credentials: [], hasEnded: false });

  it.each([
    [119, true],
    [120, false],
    [-119, true],
    [-120, false],
  ])('is in progress %i s after its start: %s', (after, isStillInProgress) => {
    expect(isInProgress(startedAt(AT), seconds(after))).toBe(isStillInProgress);
  });

  it.each([MAX_IAM_READ_LAG_SECONDS, -MAX_IAM_READ_LAG_SECONDS])(
    'must show in what IAM lists once more than the longest lag has passed since its start (%i s)',
    (lag) => {
      expect(isLongFinished(startedAt(AT), seconds(lag))).toBe(false);
      expect(isLongFinished(startedAt(AT), seconds(lag + Math.sign(lag)))).toBe(true);
    },
  );

  it('is finished where its start cannot be read', () => {
    expect(isInProgress(startedAt(undefined), AT)).toBe(false);
    expect(isLongFinished(startedAt(undefined), AT)).toBe(true);
  });
});

describe('the schema of open enforcements', () => {
  it('reads an enforcement as it was written, with fields of another version', () => {
    const enforcement = {
      startedAt: AT,
      credentials: [givenCredential('access-key')],
      hasEnded: true,
      waves: 2,
    };
    expect(parse(openEnforcementSchema, jsonOf(enforcement))).toStrictEqual({
      type: 'parsed',
      value: enforcement,
    });
  });
});
