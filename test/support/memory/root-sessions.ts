import type { AccountId } from '../../../src/domain/account.ts';
import type { AwsFailure } from '../../../src/domain/aws-failure.ts';
import {
  type CredentialKind,
  hasPassword,
  type Inventory,
  LOGIN_PROFILE_ID,
} from '../../../src/domain/credentials.ts';
import type { Clock } from '../../../src/guardrail/ports/platform.ts';
import type {
  AuditSession,
  DeleteSession,
  Opened,
  RecoverySession,
  RootAuditor,
  RootRecoverer,
  RootRemover,
} from '../../../src/guardrail/ports/root-sessions.ts';
import { type CallLog, failureWith } from './call-log.ts';
import type { MemoryOrganization } from './organization.ts';

interface World {
  readonly organization: MemoryOrganization;
  readonly clock: Clock;
  readonly log: CallLog;
  /** CloudTrail's event of a read of GetAccountSummary has arrived. */
  readonly onRead?: (account: AccountId, at: Date) => void;
}

const SESSION_SECONDS = 900;

/** Of every session. */
export const MEMORY_ACCESS_KEY_ID = 'ASIAMEMORYEXAMPLE';

const LISTINGS = [
  'iam:GetLoginProfile',
  'iam:ListAccessKeys',
  'iam:ListSigningCertificates',
  'iam:ListMFADevices',
] as const;

const REMOVALS = {
  'login-profile': 'iam:DeleteLoginProfile',
  'access-key': 'iam:DeleteAccessKey',
  'signing-certificate': 'iam:DeleteSigningCertificate',
  'mfa-device': 'iam:DeactivateMFADevice',
} as const satisfies Record<CredentialKind, string>;

export function createMemoryRootSessions(world: World): RootAuditor & RootRemover & RootRecoverer {
  return {
    openAuditSession: (account, signal) =>
      open(world, account, (call) => auditSession(world, account, call), signal),
    openDeleteSession: (account, signal) =>
      open(world, account, (call) => deleteSession(world, account, call), signal),
    openRecoverySession: (account) => open(world, account, (call) => recoverySession(world, account, call)),
  };
}

function auditSession(
  { organization, clock, onRead }: World,
  account: AccountId,
  call: SessionCall,
): AuditSession {
  return {
    async readSummary() {
      const failure = await call('iam:GetAccountSummary');
      onRead?.(account, clock.now());
      if (failure) return { type: 'unreadable', failure };
      const flagged = organization
        .visibleCredentials(account)
        .filter(({ status }) => organization.summaryCountsInactive || status !== 'Inactive');
      for (const listing of ['iam:ListAccessKeys', 'iam:ListSigningCertificates']) {
        const refused = await call(listing);
        if (refused) return { type: 'unreadable', failure: refused };
      }
      const listed = organization.visibleCredentials(account).filter(({ status }) => status !== undefined);
      return { type: 'readable', present: new Set([...flagged, ...listed].map(({ kind }) => kind)) };
    },
    readInventory: () => readInventory(organization, account, call),
    async readKeyLastUsed() {
      await call('iam:GetAccessKeyLastUsed');
      return undefined;
    },
  };
}

function deleteSession({ organization, log }: World, account: AccountId, call: SessionCall): DeleteSession {
  return {
    readInventory: () => readInventory(organization, account, call),
    async remove(credential) {
      const name = REMOVALS[credential.kind];
      const failure = await call(name);
      if (failure) return { type: 'refused', failure };
      const type = organization.removeCredential(account, credential) ? 'deleted' : 'already-absent';
      const lost = log.takeDroppedResponse(name);
      if (lost) return { type: 'refused', failure: lost };
      return { type, requestId: 'memory-request' };
    },
  };
}

function recoverySession(
  { organization, clock, log }: World,
  account: AccountId,
  call: SessionCall,
): RecoverySession {
  return {
    async allowPassword() {
      const lookupFailure = await call('iam:GetLoginProfile');
      if (lookupFailure) return { type: 'refused', failure: lookupFailure };
      if (hasPassword(organization.credentials(account))) return { type: 'password-was-there' };
      const failure = await call('iam:CreateLoginProfile');
      if (failure) return { type: 'refused', failure };
      // EntityAlreadyExists: the password was created after the check.
      if (hasPassword(organization.credentials(account))) return { type: 'password-was-there' };
      const createdAt = clock.now();
      organization.addCredential(account, {
        kind: 'login-profile',
        id: LOGIN_PROFILE_ID,
        createdAt,
        status: undefined,
      });
      const lost = log.takeDroppedResponse('iam:CreateLoginProfile');
      if (lost) return { type: 'refused', failure: lost };
      return { type: 'password-allowed', requestId: 'memory-request', createdAt };
    },
    async readPassword() {
      const failure = await call('iam:GetLoginProfile');
      if (failure) return { type: 'unreadable', failure };
      return { type: 'readable', isPresent: hasPassword(organization.visibleCredentials(account)) };
    },
  };
}

/** A call of IAM in the session. Returns the injected failure, if any. */
type SessionCall = (name: string) => Promise<AwsFailure | undefined>;

async function open<Session>(
  { organization, clock, log }: World,
  account: AccountId,
  sessionFor: (call: SessionCall) => Session,
  signal?: AbortSignal,
): Promise<Opened<Session>> {
  signal?.throwIfAborted();
  await log.enter('sts:AssumeRoot', account);
  signal?.throwIfAborted();
  const failure = log.takeFailure('sts:AssumeRoot', account) ?? denial(organization, account);
  if (failure) return { type: 'refused', failure };
  const expiresAt = clock.now().getTime() + SESSION_SECONDS * 1000;
  const session = sessionFor(async (name) => {
    signal?.throwIfAborted();
    await log.enter(name, account);
    signal?.throwIfAborted();
    if (clock.now().getTime() >= expiresAt) {
      return failureWith(name, { reason: 'session-expired', code: 'ExpiredToken' });
    }
    return log.takeFailure(name, account);
  });
  const openedAt = new Date(expiresAt - SESSION_SECONDS * 1000);
  return { type: 'opened', session, openedAt, accessKeyId: MEMORY_ACCESS_KEY_ID };
}

function denial(organization: MemoryOrganization, account: AccountId): AwsFailure | undefined {
  const denied = { code: 'AccessDenied' };
  if (!organization.trustedAccess)
    return failureWith('sts:AssumeRoot', { ...denied, reason: 'trusted-access-off' });
  if (!organization.features.has('RootCredentialsManagement')) {
    return failureWith('sts:AssumeRoot', { ...denied, reason: 'root-credentials-management-off' });
  }
  if (organization.members.get(account)?.state !== 'ACTIVE') {
    return failureWith('sts:AssumeRoot', { ...denied, reason: 'not-authorized' });
  }
  return undefined;
}

async function readInventory(
  organization: MemoryOrganization,
  account: AccountId,
  call: SessionCall,
): Promise<Inventory> {
  for (const listing of LISTINGS) {
    const failure = await call(listing);
    if (failure) return { type: 'unreadable', failure };
  }
  return { type: 'readable', credentials: organization.visibleCredentials(account) };
}
