import type { AccountId } from '../../domain/account.ts';
import { RootguardError } from '../../domain/errors.ts';
import type { ConfigurationFile } from '../../installation/read-file.ts';

/** What AWS says about the credentials. */
export interface VerifiedTarget {
  readonly organizationId: string;
  readonly managementAccountId: AccountId;
  readonly callerAccount: AccountId;
}

/**
 * The file is used because it is in the working directory, so it may be that of another organization, or somebody may have put
 * it there. Believed, it would name the wrong management account, which is never to be a target, or a home account elsewhere,
 * whose topic would be told what was found.
 * @param isOutside whether AWS knows that an account is not in the organization
 * @throws RootguardError `another-organization`
 */
export async function verifyFile(
  { path, configuration }: ConfigurationFile,
  target: VerifiedTarget,
  isOutside: (account: string) => Promise<boolean>,
): Promise<void> {
  const { organizationId, managementAccountId, callerAccount } = target;
  if (
    organizationId !== configuration.organizationId ||
    managementAccountId !== configuration.managementAccountId
  ) {
    throw anotherOrganization(
      `these credentials are of the organization ${organizationId} with the management account ${managementAccountId}, but ${path} is for ${configuration.organizationId} with ${configuration.managementAccountId}`,
    );
  }
  const { homeAccountId } = configuration;
  const isKnown = [callerAccount, managementAccountId].some((account) => account === homeAccountId);
  if (!isKnown && (await isOutside(homeAccountId))) {
    throw anotherOrganization(
      `${path} says that rootguard runs in account ${homeAccountId}, which is not in the organization ${organizationId} of these credentials`,
    );
  }
}

function anotherOrganization(what: string): RootguardError {
  return new RootguardError(
    'another-organization',
    `${what}; use other credentials, or name another file with --config`,
  );
}
