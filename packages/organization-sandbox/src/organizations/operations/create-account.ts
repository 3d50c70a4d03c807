import { displayTimestamp } from '../../cloudtrail/format.ts';
import { AwsError } from '../../contract/aws-error.ts';
import type { Operation } from '../../contract/operation.ts';
import type { Account } from '../../world/account.ts';
import type { Organization } from '../../world/organization.ts';
import { NO_CREDENTIALS, RootUser } from '../../world/root-credentials.ts';
import { DEFAULT_SERVICES } from '../../world/services.ts';
import { type OrganizationsContext, requireManagement, requireReader, text } from '../context.ts';

interface Creation {
  readonly id: string;
  readonly accountName: string;
  readonly email: string;
  readonly requestedAt: Date;
  state: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';
  completedAt?: Date;
  accountId?: string;
  failureReason?: string;
}

/** Accounts being created, by the id of their request. */
export type Creations = Map<string, Creation>;

const described = (creation: Creation) => ({
  Id: creation.id,
  AccountName: creation.accountName,
  State: creation.state,
  RequestedTimestamp: creation.requestedAt,
  CompletedTimestamp: creation.completedAt,
  AccountId: creation.accountId,
  FailureReason: creation.failureReason,
});

/** Answers at once. The account is created `accountCreationSeconds` later. */
export const createAccount =
  (context: OrganizationsContext, creations: Creations): Operation =>
  (call) => {
    requireManagement(context, call);
    const creation: Creation = {
      id: `car-${context.ids.hex(32)}`,
      accountName: text(call, 'AccountName'),
      email: text(call, 'Email'),
      requestedAt: call.now,
      state: 'IN_PROGRESS',
    };
    creations.set(creation.id, creation);
    const readyAt = new Date(call.now.getTime() + context.settings.accountCreationSeconds * 1000);
    context.clock.setTimer(readyAt, () => complete(context, creation));
    return { CreateAccountStatus: described(creation) };
  };

export const describeCreateAccountStatus =
  (context: OrganizationsContext, creations: Creations): Operation =>
  (call) => {
    requireReader(context, call);
    const creation = creations.get(text(call, 'CreateAccountRequestId'));
    if (creation === undefined) {
      throw new AwsError(
        'CreateAccountStatusNotFoundException',
        "We can't find a create account request with the CreateAccountRequestId that you specified.",
      );
    }
    return { CreateAccountStatus: described(creation) };
  };

function complete(
  { organization, clock, emit, serviceEvents }: OrganizationsContext,
  creation: Creation,
): void {
  const now = clock.now();
  creation.completedAt = now;
  const isTaken = [...organization.accounts.values()].some(({ email }) => email === creation.email);
  if (isTaken) {
    creation.state = 'FAILED';
    creation.failureReason = 'EMAIL_ALREADY_EXISTS';
    emit(serviceEvents.result('CreateAccountResult', { createAccountStatus: recorded(creation) }));
    return;
  }
  const account = newAccount(organization, creation, now);
  organization.accounts.set(account.id, account);
  creation.state = 'SUCCEEDED';
  creation.accountId = account.id;
  emit(serviceEvents.result('CreateAccountResult', { createAccountStatus: recorded(creation) }));
  emit(serviceEvents.accountJoined(account, 'Created'));
}

/** The status as CloudTrail records it, with the account's name masked. */
const recorded = (creation: Creation) => ({
  id: creation.id,
  state: creation.state,
  accountName: '****',
  requestedTimestamp: displayTimestamp(creation.requestedAt),
  ...(creation.completedAt === undefined
    ? {}
    : { completedTimestamp: displayTimestamp(creation.completedAt) }),
  ...(creation.accountId === undefined ? {} : { accountId: creation.accountId }),
  ...(creation.failureReason === undefined ? {} : { failureReason: creation.failureReason }),
});

/** With root credentials management enabled, an account starts without root credentials; otherwise with a random password. */
function newAccount(organization: Organization, { accountName, email }: Creation, now: Date): Account {
  const isManaged = organization.features.has('RootCredentialsManagement');
  return {
    id: freeAccountId(organization),
    name: accountName,
    email,
    state: 'ACTIVE',
    joinedMethod: 'CREATED',
    joinedAt: now,
    parent: organization.rootId,
    root: new RootUser({ ...NO_CREDENTIALS, password: isManaged ? undefined : { createdAt: now } }),
    users: new Map(),
    services: DEFAULT_SERVICES,
  };
}

function freeAccountId({ accounts }: Organization): string {
  let id = 900_000_000_001;
  while (accounts.has(String(id))) id += 1;
  return String(id);
}
