import { newExceptionId } from '../../src/domain/exception.ts';
import type { LedgerEntry } from '../../src/domain/ledger-entry.ts';
import {
  ACCOUNT,
  givenAccount,
  givenCredential,
  givenEvent,
  givenRequest,
  givenResult,
  givenRootEvent,
} from './builders.ts';

const AT = new Date('2026-11-24T12:00:00.123Z');
const LATER = new Date('2026-11-24T13:00:00.000Z');

const failure = {
  reason: 'throttled',
  call: 'iam:DeleteAccessKey',
  code: 'Throttling',
  message: 'Rate exceeded',
  requestId: undefined,
} as const;

const credential = givenCredential('access-key');
const decision = { credential, reason: 'unapproved', exceptionId: undefined } as const;
const operator = { by: 'arn:aws:sts::222222222222:assumed-role/ops/a', reason: 'drill', ticket: undefined };
const trigger = givenRootEvent('access-key', AT);

/** Of `ACCOUNT`, in the order of the sort key: each type, and each field that may be omitted with and without it. */
export const LEDGER_ENTRIES: readonly LedgerEntry[] = [
  {
    type: 'audit',
    account: ACCOUNT,
    at: AT,
    id: '1',
    triggers: [
      trigger,
      { type: 'account-arrived', account: ACCOUNT, at: AT, event: givenEvent({ sourceIp: undefined }) },
      { type: 'audit-requested', account: ACCOUNT, why: 'operator', at: AT, event: undefined },
      {
        type: 'swept',
        account: ACCOUNT,
        sweepId: 's',
        at: AT,
        listed: givenAccount({ organizationalUnits: ['ou-sbox-work0001'], joinedAt: undefined }),
      },
    ],
    inventory: { type: 'unreadable', failure },
    decisions: [],
    exceptionsFailure: failure,
  },
  {
    type: 'audit',
    account: ACCOUNT,
    at: AT,
    id: '1a',
    triggers: [
      { type: 'root-credential-changed', account: ACCOUNT, kind: undefined, at: AT, event: givenEvent() },
      {
        ...givenRequest('second-look', AT),
        event: givenEvent(),
        sought: [
          { kind: 'access-key', id: 'AKIAIOSFODNN7EXAMPLE', at: LATER },
          { kind: undefined, id: undefined, at: LATER },
        ],
      },
    ],
    inventory: { type: 'readable', credentials: [credential, givenCredential('login-profile')] },
    decisions: [decision, { ...decision, reason: 'excepted', exceptionId: newExceptionId('x') }],
  },
  {
    type: 'intent',
    account: ACCOUNT,
    at: AT,
    id: '2',
    enforcementId: 'e',
    triggers: [trigger],
    before: [credential, givenCredential('login-profile')],
    decisions: [decision],
    operator,
  },
  {
    type: 'intent',
    account: ACCOUNT,
    at: AT,
    id: '2a',
    enforcementId: 'e',
    triggers: [],
    before: [givenCredential('signing-certificate', { createdAt: undefined })],
    decisions: [],
    operator: undefined,
  },
  {
    type: 'outcome',
    account: ACCOUNT,
    at: AT,
    id: '3',
    enforcementId: 'e',
    triggers: [],
    results: [
      {
        credential,
        result: 'failed',
        reason: 'unapproved',
        exceptionId: undefined,
        failedBecause: 'refused',
        failure,
        requestId: 'r',
      },
    ],
    after: { type: 'readable', credentials: [credential] },
  },
  {
    type: 'outcome',
    account: ACCOUNT,
    at: AT,
    id: '3a',
    enforcementId: 'e',
    triggers: [],
    results: [
      givenResult({ result: 'removed', requestId: 'r' }),
      givenResult({ result: 'already-absent' }),
      givenResult({ result: 'kept', reason: 'excepted', exceptionId: newExceptionId('x') }),
      givenResult({ result: 'withheld', reason: 'observe-mode' }),
      givenResult({ result: 'failed', failedBecause: 'not-verified' }),
    ],
    after: { type: 'unreadable', failure: { ...failure, requestId: 'r', resource: 'account' } },
  },
  {
    type: 'rejected',
    account: ACCOUNT,
    at: AT,
    id: '4',
    reason: 'wrong-origin',
    triggers: [
      {
        type: 'guardrail-weakened',
        weakening: 'trusted-access-disabled',
        account: ACCOUNT,
        at: AT,
        event: givenEvent(),
      },
    ],
  },
  {
    type: 'recovery',
    account: ACCOUNT,
    at: AT,
    id: '5',
    operator: { ...operator, ticket: 'T-1' },
    exceptionId: newExceptionId('x'),
    expiresAt: LATER,
    result: 'password-allowed',
    failure: undefined,
  },
  {
    type: 'recovery',
    account: ACCOUNT,
    at: AT,
    id: '5a',
    operator,
    exceptionId: newExceptionId('x'),
    expiresAt: LATER,
    result: 'failed',
    failure,
  },
  { type: 'relock', account: ACCOUNT, at: AT, id: '6', operator, endedExceptionIds: [newExceptionId('x')] },
  {
    type: 'exception-change',
    account: ACCOUNT,
    at: AT,
    id: '7',
    scope: `account#${ACCOUNT}`,
    exceptionId: newExceptionId('x'),
    change: 'ended',
    operator: undefined,
  },
  {
    type: 'exception-change',
    account: ACCOUNT,
    at: AT,
    id: '7-by-operator',
    scope: 'organization',
    exceptionId: newExceptionId('x'),
    change: 'added',
    operator,
  },
  {
    type: 'guardrail-weakened',
    account: ACCOUNT,
    at: AT,
    id: '7-event-1#trusted-access-disabled',
    triggers: [
      {
        type: 'guardrail-weakened',
        weakening: 'trusted-access-disabled',
        account: ACCOUNT,
        at: AT,
        event: givenEvent(),
      },
    ],
  },
  {
    type: 'already-audited',
    account: ACCOUNT,
    at: AT,
    id: '7z',
    triggers: [],
    auditedAt: LATER,
    state: 'excepted',
  },
  { type: 'breaker-acknowledged', account: ACCOUNT, at: AT, id: '8', operator, openSince: LATER },
  {
    type: 'dead-letter-deleted',
    account: ACCOUNT,
    at: AT,
    id: '9',
    operator,
    messageId: '6f1c1a52-0f0e-4a0b-9d52-8f1a4d0b5c11',
    sentAt: LATER,
    body: '{"half',
    bodyLength: 6,
    attributes: { path: 'body', message: 'expected JSON' },
  },
  {
    type: 'notification',
    account: ACCOUNT,
    at: AT,
    id: '99',
    key: 'credentials-removed',
    fingerprint: 'f',
  },
];
