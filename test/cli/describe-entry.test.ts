import { describe, expect, it } from 'vitest';
import { describeCause, describeEntry } from '../../src/cli/views/ledger-entry.ts';
import { newExceptionId } from '../../src/domain/exception.ts';
import type { LedgerEntry } from '../../src/domain/ledger-entry.ts';
import { ACCOUNT, givenCredential, givenEvent, givenRequest, givenSweep } from '../support/builders.ts';

const AT = new Date('2026-11-24T12:00:00Z');
const base = { account: ACCOUNT, at: AT, id: '1' } as const;
const operator = { by: 'arn:aws:sts::222222222222:assumed-role/ops/a', reason: 'drill', ticket: 'SEC-7' };
const credential = givenCredential('login-profile');
const failure = {
  reason: 'denied-by-scp',
  call: 'iam:DeleteLoginProfile',
  code: 'AccessDenied',
  message: 'no',
  requestId: 'r-1',
} as const;

const exported = { account: '222222222222', by: 'arn:aws:iam::222222222222:role/a', at: AT, digest: '5f2c' };
const none = { exceptions: 0, ledger: 0, settings: 0 };

const ENTRIES: readonly (readonly [LedgerEntry, string, string | undefined])[] = [
  [
    { ...base, account: 'organization', type: 'state-import', operator, result: 'started', exported },
    'import started of the export of account 222222222222 with the digest 5f2c',
    'arn:aws:sts::222222222222:assumed-role/ops/a: drill (SEC-7)',
  ],
  [
    {
      ...base,
      account: 'organization',
      type: 'state-import',
      operator,
      result: 'finished',
      exported,
      counts: { added: { exceptions: 2, ledger: 1, settings: 0 }, same: none, different: none },
    },
    'import finished of the export of account 222222222222 with the digest 5f2c: 2 exceptions, 1 ledger item and 0 settings items added',
    'arn:aws:sts::222222222222:assumed-role/ops/a: drill (SEC-7)',
  ],
  [
    {
      ...base,
      type: 'audit',
      triggers: [givenSweep(AT)],
      inventory: { type: 'readable', credentials: [] },
      decisions: [],
    },
    'no root credentials',
    'sweep sweep-1',
  ],
  [
    {
      ...base,
      type: 'already-audited',
      triggers: [
        {
          type: 'root-credential-changed',
          account: base.account,
          kind: 'access-key',
          credentialId: undefined,
          at: AT,
          event: givenEvent({
            principal: 'ann',
            delaySeconds: 7_200,
            addendum: { reason: 'DELIVERY_DELAY' },
          }),
        },
      ],
      auditedAt: AT,
      state: 'compliant',
    },
    'not audited again: the audit of 2026-11-24T12:00:00Z is newer and found it compliant',
    'CreateAccessKey by ann, from 192.0.2.1, with Mozilla/5.0, session key ASIAIOSFODNN7EXAMPLE; CloudTrail delivered it late; arrived 2 hours after it happened',
  ],
  [
    { ...base, type: 'audit', triggers: [], inventory: { type: 'unreadable', failure }, decisions: [] },
    'could not be read (iam:DeleteLoginProfile: AccessDenied: no, request id r-1)',
    undefined,
  ],
  [
    {
      ...base,
      type: 'audit',
      triggers: [],
      inventory: { type: 'readable', credentials: [credential] },
      decisions: [{ credential, reason: 'exceptions-unreadable', exceptionId: undefined }],
      exceptionsFailure: { ...failure, call: 'dynamodb:Query' },
    },
    'withhold login-profile (exceptions-unreadable); exceptions could not be read (dynamodb:Query: AccessDenied: no, request id r-1)',
    undefined,
  ],
  [
    {
      ...base,
      type: 'audit',
      triggers: [givenRequest('second-look', AT)],
      inventory: { type: 'readable', credentials: [credential] },
      decisions: [{ credential, reason: 'excepted', exceptionId: newExceptionId('x') }],
    },
    'keep login-profile (excepted)',
    'request: second-look',
  ],
  [
    { ...base, type: 'already-audited', triggers: [givenSweep(AT)], auditedAt: AT, state: 'compliant' },
    'not audited again: the audit of 2026-11-24T12:00:00Z is newer and found it compliant',
    'sweep sweep-1',
  ],
  [
    {
      ...base,
      type: 'intent',
      enforcementId: 'e',
      triggers: [givenSweep(AT)],
      before: [credential],
      decisions: [{ credential, reason: 'unapproved', exceptionId: undefined }],
      operator,
    },
    'about to remove login-profile (unapproved)',
    'arn:aws:sts::222222222222:assumed-role/ops/a: drill (SEC-7)',
  ],
  [
    {
      ...base,
      type: 'audit',
      triggers: [],
      inventory: { type: 'readable', credentials: [credential] },
      decisions: [{ credential, reason: 'unrecognized', exceptionId: undefined }],
    },
    'keep or remove login-profile (unrecognized)',
    undefined,
  ],
  [
    {
      ...base,
      type: 'outcome',
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
          requestId: 'r-1',
        },
      ],
      after: { type: 'readable', credentials: [credential] },
    },
    'failed login-profile (refused: iam:DeleteLoginProfile: AccessDenied: no, request id r-1); login-profile present afterwards',
    undefined,
  ],
  [
    {
      ...base,
      type: 'rejected',
      reason: 'wrong-origin',
      triggers: [
        {
          type: 'guardrail-weakened',
          weakening: 'trusted-access-disabled',
          account: ACCOUNT,
          at: AT,
          event: givenEvent({ name: 'DisableAWSServiceAccess' }),
        },
      ],
    },
    'rejected: the event comes from an account in which it cannot occur',
    'DisableAWSServiceAccess by arn:aws:iam::333333333333:root, from 192.0.2.1, with Mozilla/5.0, session key ASIAIOSFODNN7EXAMPLE',
  ],
  [
    {
      ...base,
      type: 'recovery',
      operator,
      exceptionId: newExceptionId('x'),
      expiresAt: AT,
      result: 'failed',
      failure,
    },
    'a recovery failed, exception x until 2026-11-24T12:00:00Z: iam:DeleteLoginProfile: AccessDenied: no, request id r-1',
    'arn:aws:sts::222222222222:assumed-role/ops/a: drill (SEC-7)',
  ],
  [
    { ...base, type: 'relock', operator: { ...operator, ticket: undefined }, endedExceptionIds: [] },
    'recovery closed; exceptions ended: none',
    'arn:aws:sts::222222222222:assumed-role/ops/a: drill',
  ],
  [
    {
      ...base,
      type: 'exception-change',
      scope: 'organization',
      exceptionId: newExceptionId('x'),
      change: 'ended',
      operator: undefined,
    },
    'exception x of organization ended',
    undefined,
  ],
  [
    {
      ...base,
      type: 'event-announced',
      announced: {
        type: 'event-announced',
        topic: 'account-leaving',
        account: ACCOUNT,
        at: AT,
        event: givenEvent({ id: 'e-2', name: 'LeaveOrganization' }),
        details: { policyId: 'p-1' },
        errorCode: 'AccessDeniedException',
      },
    },
    'LeaveOrganization e-2 concerns account 333333333333, policyId p-1, refused (AccessDeniedException)',
    'arn:aws:iam::333333333333:root, from 192.0.2.1, with Mozilla/5.0, session key ASIAIOSFODNN7EXAMPLE',
  ],
  [
    {
      ...base,
      account: 'organization',
      type: 'guardrail-weakened',
      triggers: [
        {
          type: 'guardrail-weakened',
          weakening: 'root-sessions-disabled',
          account: ACCOUNT,
          at: AT,
          event: givenEvent({ id: 'e-1', name: 'DisableOrganizationsRootSessions' }),
        },
      ],
    },
    'Privileged root sessions were disabled. Event e-1 in account 333333333333.',
    'DisableOrganizationsRootSessions by arn:aws:iam::333333333333:root, from 192.0.2.1, with Mozilla/5.0, session key ASIAIOSFODNN7EXAMPLE',
  ],
  [
    {
      ...base,
      type: 'own-part-changed',
      triggers: [
        {
          type: 'own-part-changed',
          part: 'forwarding rule',
          name: 'rootguard-root-credentials',
          change: 'disabled',
          byDeployment: true,
          account: ACCOUNT,
          at: AT,
          event: givenEvent({ id: 'e-2', name: 'DisableRule' }),
        },
      ],
    },
    'The forwarding rule rootguard-root-credentials in account 333333333333: it was disabled. In a deployment. Event e-2.',
    'DisableRule by arn:aws:iam::333333333333:root, from 192.0.2.1, with Mozilla/5.0, session key ASIAIOSFODNN7EXAMPLE',
  ],
  [
    {
      ...base,
      type: 'canary',
      runId: 'run-1',
      result: 'incomplete',
      by: operator.by,
      stages: [{ name: 'event', ms: 1_200 }],
      missing: ['queue', 'audit'],
      totalMs: 300_000,
    },
    'a canary run did not see every hop: event 1200 ms: not seen: queue, audit',
    operator.by,
  ],
  [
    { ...base, account: 'organization', type: 'breaker-acknowledged', operator, openSince: AT },
    'removals may go on: the breaker, open since 2026-11-24T12:00:00Z, was acknowledged',
    'arn:aws:sts::222222222222:assumed-role/ops/a: drill (SEC-7)',
  ],
  [
    {
      ...base,
      account: 'organization',
      type: 'dead-letter-deleted',
      operator,
      messageId: '6f1c1a52',
      sentAt: AT,
      body: '{"half',
      bodyLength: 6,
      attributes: {},
    },
    'dead letter 6f1c1a52 of 2026-11-24T12:00:00Z deleted (6 characters)',
    'arn:aws:sts::222222222222:assumed-role/ops/a: drill (SEC-7)',
  ],
  [
    { ...base, type: 'notification', key: 'violation-found', fingerprint: 'f' },
    'notification sent: Unapproved root credentials found and left in place',
    undefined,
  ],
];

describe('an entry of the ledger, in one line', () => {
  it.each(ENTRIES)('of type $type describes what happened and why', (entry, what, cause) => {
    expect([describeEntry(entry), describeCause(entry)]).toEqual([what, cause]);
  });
});
