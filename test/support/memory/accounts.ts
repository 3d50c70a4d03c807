import type { MemberAccount } from '../../../src/domain/account.ts';
import { RootguardError } from '../../../src/domain/errors.ts';
import type {
  AccountDirectory,
  AccountLister,
  AccountLookup,
  FeaturesReader,
} from '../../../src/guardrail/ports/organization.ts';
import { type CallLog, failureWith } from './call-log.ts';
import type { MemoryOrganization } from './organization.ts';

const DESCRIBE = 'organizations:DescribeAccount';
const LIST = 'organizations:ListAccounts';
const LIST_UNDER = 'organizations:ListAccountsForParent';
const FEATURES = 'iam:ListOrganizationsFeatures';
const PAGE_SIZE = 20;
const NOT_FOUND = { reason: 'account-not-found', code: 'AccountNotFoundException' } as const;

/** Without a cache, which is the adapter's concern. */
export function createMemoryDirectory(organization: MemoryOrganization, log: CallLog): AccountDirectory {
  const describeUncached: AccountDirectory['describeUncached'] = async (id): Promise<AccountLookup> => {
    if (id === organization.managementAccountId) return { type: 'management-account' };
    await log.enter(DESCRIBE, id);
    const failure = log.takeFailure(DESCRIBE, id);
    if (failure) return { type: 'unreadable', failure };
    const account = organization.members.get(id);
    return account && organization.isVisible(id)
      ? { type: 'member', account }
      : { type: 'not-in-organization', failure: failureWith(DESCRIBE, NOT_FOUND) };
  };
  return { describe: describeUncached, describeUncached };
}

export interface MemoryLister extends AccountLister {
  /** Invalidates all pagination tokens so far. */
  expireTokens(): void;
}

export function createMemoryLister(organization: MemoryOrganization, log: CallLog): MemoryLister {
  let generation = 1;
  return {
    expireTokens: () => {
      generation += 1;
    },
    async listAccounts(after) {
      await log.enter(LIST);
      throwInjected(log, LIST);
      const [tokenGeneration, start] = (after ?? `${generation}:0`).split(':').map(Number);
      if (tokenGeneration !== generation || start === undefined) return { type: 'outdated' };
      const members = [...organization.members.values()];
      const end = start + PAGE_SIZE;
      return {
        type: 'page',
        accounts: members.slice(start, end),
        next: end < members.length ? `${generation}:${end}` : undefined,
      };
    },
    async countAccounts() {
      await log.enter(LIST);
      throwInjected(log, LIST);
      return organization.members.size;
    },
    async *listAccountsUnder(organizationalUnit): AsyncGenerator<MemberAccount> {
      await log.enter(LIST_UNDER);
      throwInjected(log, LIST_UNDER);
      yield* organization.membersUnder(organizationalUnit);
    },
  };
}

export function createMemoryFeatures(organization: MemoryOrganization, log: CallLog): FeaturesReader {
  return {
    async readFeatures() {
      await log.enter(FEATURES);
      const failure = log.takeFailure(FEATURES);
      if (failure) return { type: 'unreadable', failure };
      if (!organization.trustedAccess) {
        const code = 'ServiceAccessNotEnabledException';
        return { type: 'unreadable', failure: failureWith(FEATURES, { reason: 'trusted-access-off', code }) };
      }
      return { type: 'readable', enabled: [...organization.features] };
    },
  };
}

function throwInjected(log: CallLog, call: string): void {
  const failure = log.takeFailure(call);
  if (failure) throw new RootguardError('aws-call-failed', `${call}: ${failure.code}`);
}
