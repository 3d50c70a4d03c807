import { type MemberAccount, parseAccountId, parseOrganizationalUnitId } from '../../src/domain/account.ts';
import type { AwsFailure } from '../../src/domain/aws-failure.ts';
import type { CredentialResult, FailureCause } from '../../src/domain/credential-result.ts';
import { type Credential, type CredentialKind, LOGIN_PROFILE_ID } from '../../src/domain/credentials.ts';
import type { Exception } from '../../src/domain/exception.ts';
import { parseExceptionAttributes } from '../../src/domain/exception-row.ts';
import type { Mode, Policy } from '../../src/domain/policy.ts';
import type { Posture } from '../../src/domain/posture.ts';
import type { Actor, EventFacts, Trigger } from '../../src/domain/trigger.ts';
import type { StoredPosture } from '../../src/guardrail/ports/posture.ts';

/* Each builder returns a valid default; a test sets only the fields that it is about. */

export const ACCOUNT = parseAccountId('333333333333');

/** An ACTIVE account in the root of the organization, created there long ago. */
export function givenAccount({
  id = ACCOUNT,
  organizationalUnits = [],
  ...fields
}: Partial<Omit<MemberAccount, 'id' | 'organizationalUnits'>> & {
  readonly id?: string;
  /** From the root down. */
  readonly organizationalUnits?: readonly string[];
} = {}): MemberAccount {
  return {
    id: parseAccountId(id),
    name: 'payments',
    state: 'ACTIVE',
    joinedMethod: 'CREATED',
    joinedAt: new Date('2024-01-01T00:00:00Z'),
    ...fields,
    organizationalUnits: organizationalUnits.map(parseOrganizationalUnitId),
  };
}

const CREDENTIAL_IDS: Readonly<Record<CredentialKind, string>> = {
  'login-profile': LOGIN_PROFILE_ID,
  'access-key': 'AKIAIOSFODNN7EXAMPLE',
  'signing-certificate': 'CERTIFICATEEXAMPLE',
  'mfa-device': `arn:aws:iam::${ACCOUNT}:mfa/root-account-mfa-device`,
};

/** A credential created in January 2025; keys and certificates are active. */
export function givenCredential(kind: CredentialKind, fields: Partial<Credential> = {}): Credential {
  const hasStatus = kind === 'access-key' || kind === 'signing-certificate';
  return {
    kind,
    id: CREDENTIAL_IDS[kind],
    createdAt: new Date('2025-01-01T00:00:00Z'),
    status: hasStatus ? 'Active' : undefined,
    ...fields,
  };
}

/** A row of the exceptions table: `ACCOUNT`'s password until the end of 2026. */
export function givenExceptionRow(
  attributes: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    scope: `account#${ACCOUNT}`,
    id: 'break-glass',
    credentials: ['login-profile'],
    reason: 'Break-glass access to the payments account',
    approvedBy: 'security-lead',
    expiresAt: '2026-12-31T23:59:59Z',
    ...attributes,
  };
}

/** Parsed from a row, so that it is always an exception that the table can contain. */
export function givenException(attributes: Readonly<Record<string, unknown>> = {}): Exception {
  const parsed = parseExceptionAttributes(givenExceptionRow(attributes));
  if (parsed.type === 'exception') return parsed.exception;
  throw new Error(`not an exception: ${parsed.malformed.issues.join('; ')}`);
}

/** Enforce mode everywhere, no grace. */
export function givenPolicy({
  organizationalUnitModes = {},
  accountModes = {},
  ...fields
}: Partial<Omit<Policy, 'organizationalUnitModes' | 'accountModes'>> & {
  readonly organizationalUnitModes?: Readonly<Record<string, Mode>>;
  readonly accountModes?: Readonly<Record<string, Mode>>;
} = {}): Policy {
  return {
    mode: 'enforce',
    invitedGraceSeconds: 0,
    maxAccountsPerHour: 10,
    ...fields,
    organizationalUnitModes: new Map(
      Object.entries(organizationalUnitModes).map(([id, mode]) => [parseOrganizationalUnitId(id), mode]),
    ),
    accountModes: new Map(Object.entries(accountModes).map(([id, mode]) => [parseAccountId(id), mode])),
  };
}

/** The result of an unapproved access key: it was removed. */
export function givenResult({
  result = 'removed',
  failedBecause = 'still-present',
  failure,
  requestId,
  ...fields
}: ResultFields = {}): CredentialResult {
  const decision = {
    credential: givenCredential('access-key'),
    reason: 'unapproved' as const,
    exceptionId: undefined,
    ...fields,
  };
  switch (result) {
    case 'failed':
      return { ...decision, result, failedBecause, failure, requestId };
    case 'kept':
    case 'withheld':
      return { ...decision, result };
    case 'removed':
    case 'already-absent':
      return { ...decision, result, requestId };
  }
}

/** Fields that the result does not have are ignored. */
export interface ResultFields extends Partial<Omit<CredentialResult, 'result'>> {
  readonly result?: CredentialResult['result'];
  readonly failedBecause?: FailureCause | undefined;
  readonly failure?: AwsFailure | undefined;
  readonly requestId?: string | undefined;
}

/** `ACCOUNT` is compliant, as found by a sweep at this time. */
export function givenPosture(at: Date, fields: Partial<Posture> = {}): Posture {
  return {
    account: ACCOUNT,
    name: 'payments',
    accountState: 'ACTIVE',
    state: 'compliant',
    credentials: [],
    failure: undefined,
    auditedAt: at,
    changedAt: at,
    foundBy: 'sweep 1',
    ...fields,
  };
}

/** The stored row of the posture, without open enforcements. */
export function givenStored(posture: Posture, fields: Partial<StoredPosture> = {}): StoredPosture {
  return { account: posture.account, posture, enforcements: [], hearing: {}, issues: [], ...fields };
}

/** The CloudTrail facts of a root access key that was created in the console. */
export function givenEvent({
  id = '4256d14a-380d-40d2-9a4f-b10a9bab1ce6',
  name = 'CreateAccessKey',
  catalogueId = 'root-access-key-created',
  region = 'us-east-1',
  delaySeconds,
  addendum,
  replay,
  ...actor
}: Partial<Omit<EventFacts, 'actor'> & Actor> = {}): EventFacts {
  return {
    id,
    name,
    catalogueId,
    region,
    ...(delaySeconds !== undefined && { delaySeconds }),
    ...(addendum !== undefined && { addendum }),
    ...(replay !== undefined && { replay }),
    actor: {
      principal: `arn:aws:iam::${ACCOUNT}:root`,
      type: 'Root',
      sourceIp: '192.0.2.1',
      userAgent: 'Mozilla/5.0',
      accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
      viaAssumeRoot: false,
      ...actor,
    },
  };
}

/** The root user of `ACCOUNT` created a credential of this kind, or signed in if undefined. */
export function givenRootEvent(
  kind: CredentialKind | undefined,
  at: Date,
): Trigger & { readonly type: 'root-credential-changed' } {
  const credentialId = kind && CREDENTIAL_IDS[kind];
  return { type: 'root-credential-changed', account: ACCOUNT, kind, credentialId, at, event: givenEvent() };
}

/** A sweep queued the account, without a listing of it. */
export function givenSweep(at: Date): Trigger & { readonly type: 'swept' } {
  return { type: 'swept', account: ACCOUNT, sweepId: 'sweep-1', at, listed: undefined };
}

/** An operator or rootguard itself requested an audit. */
export function givenRequest(
  why: (Trigger & { readonly type: 'audit-requested' })['why'],
  at: Date,
): Trigger & { readonly type: 'audit-requested' } {
  return { type: 'audit-requested', account: ACCOUNT, why, at, event: undefined };
}
