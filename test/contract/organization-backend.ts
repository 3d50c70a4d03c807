import type { AccountId } from '../../src/domain/account.ts';
import type { Credential } from '../../src/domain/credentials.ts';
import type {
  AccountDirectory,
  AccountLister,
  FeaturesReader,
} from '../../src/guardrail/ports/organization.ts';
import type { RootAuditor, RootRecoverer, RootRemover } from '../../src/guardrail/ports/root-sessions.ts';

/** The ports for IAM, STS and AWS Organizations, over the organization of `organization-world.ts`. */
export interface OrganizationBackend {
  readonly auditor: RootAuditor;
  readonly remover: RootRemover;
  readonly recoverer: RootRecoverer;
  readonly directory: AccountDirectory;
  readonly lister: AccountLister;
  readonly features: FeaturesReader;
  /** The credentials that exist, read without a port. */
  credentialIds(account: AccountId): Promise<readonly string[]>;
  /** The next call of this name, such as `iam:ListAccessKeys`, is throttled. */
  throttle(call: string, account?: AccountId): Promise<void>;
  /** The next call of this name takes effect, but its response is lost. */
  dropResponse(call: string): Promise<void>;
  advance(seconds: number): Promise<void>;
  /** How long a change stays invisible to IAM's readers. */
  setReadLag(seconds: number): Promise<void>;
  /** From now on, GetAccountSummary counts active keys and certificates only. */
  countActiveOnly(): Promise<void>;
  deactivateCertificate(account: AccountId, id: string): Promise<void>;
  disableRootCredentialsManagement(): Promise<void>;
  disableTrustedAccess(): Promise<void>;
  /** An account that joins with a root password. */
  join(account: AccountId): Promise<void>;
  close(): Promise<void>;
}

export function idsOf(credentials: readonly Credential[]): readonly string[] {
  return credentials.map(({ kind, id }) => `${kind} ${id}`).toSorted();
}
