import {
  type AccountId,
  type MemberAccount,
  type OrganizationalUnitId,
  parseAccountId,
} from '../../../src/domain/account.ts';
import { type Credential, isSameCredential } from '../../../src/domain/credentials.ts';
import type { OrganizationFeature } from '../../../src/guardrail/ports/organization.ts';
import type { Clock } from '../../../src/guardrail/ports/platform.ts';

/** The state in AWS: the members of the organization and the root credentials of each. */
export interface MemoryOrganization {
  readonly managementAccountId: AccountId;
  trustedAccess: boolean;
  readonly features: Set<OrganizationFeature>;
  /** For how many seconds reads do not show a change of root credentials. */
  readLagSeconds: number;
  /** Whether GetAccountSummary's flags count inactive keys and certificates. */
  summaryCountsInactive: boolean;
  /** How long Organizations does not yet find an account that has joined. Seconds. */
  joinLagSeconds: number;
  /** Whether Organizations finds the account already. */
  isVisible(account: AccountId): boolean;
  readonly members: ReadonlyMap<AccountId, MemberAccount>;
  /** Adds or changes an account. Without `credentials` it keeps those that it has. */
  setAccount(account: MemberAccount, credentials?: readonly Credential[]): void;
  removeAccount(account: AccountId): void;
  /** The current credentials, without read lag. */
  credentials(account: AccountId): readonly Credential[];
  /** The credentials that a reader sees now, with read lag. */
  visibleCredentials(account: AccountId): readonly Credential[];
  setCredentials(account: AccountId, credentials: readonly Credential[]): void;
  addCredential(account: AccountId, credential: Credential): void;
  /** Returns false if there is no such credential. */
  removeCredential(account: AccountId, credential: Credential): boolean;
  membersUnder(organizationalUnit: OrganizationalUnitId): readonly MemberAccount[];
}

interface Version {
  readonly at: Date;
  readonly credentials: readonly Credential[];
}

const LONG_AGO = new Date(0);

export function createMemoryOrganization(
  clock: Clock,
  managementAccountId = parseAccountId('111111111111'),
): MemoryOrganization {
  const members = new Map<AccountId, MemberAccount>();
  const versions = new Map<AccountId, Version[]>();

  const latest = (account: AccountId) => versions.get(account)?.at(-1)?.credentials ?? [];
  const put = (account: AccountId, credentials: readonly Credential[], at = clock.now()) => {
    versions.set(account, [...(versions.get(account) ?? []), { at, credentials }]);
  };

  const organization: MemoryOrganization = {
    managementAccountId,
    trustedAccess: true,
    features: new Set(['RootCredentialsManagement', 'RootSessions']),
    readLagSeconds: 0,
    summaryCountsInactive: true,
    joinLagSeconds: 0,
    isVisible(account) {
      const joinedAt = members.get(account)?.joinedAt?.getTime() ?? Number.NEGATIVE_INFINITY;
      return members.has(account) && clock.now().getTime() - joinedAt >= organization.joinLagSeconds * 1000;
    },
    members,
    setAccount(account, credentials) {
      members.set(account.id, account);
      if (credentials) put(account.id, credentials, versions.has(account.id) ? clock.now() : LONG_AGO);
    },
    removeAccount: (account) => {
      members.delete(account);
    },
    credentials: latest,
    visibleCredentials(account) {
      const visibleAt = clock.now().getTime() - organization.readLagSeconds * 1000;
      const seen = (versions.get(account) ?? []).filter(({ at }) => at.getTime() <= visibleAt);
      return seen.at(-1)?.credentials ?? [];
    },
    setCredentials: (account, credentials) => put(account, credentials),
    addCredential: (account, credential) => put(account, [...latest(account), credential]),
    removeCredential(account, credential) {
      const remaining = latest(account).filter((one) => !isSameCredential(one, credential));
      if (remaining.length === latest(account).length) return false;
      put(account, remaining);
      return true;
    },
    membersUnder: (organizationalUnit) =>
      [...members.values()].filter(({ organizationalUnits }) =>
        organizationalUnits.includes(organizationalUnit),
      ),
  };
  return organization;
}
