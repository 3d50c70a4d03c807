import { readCaller } from '../../src/aws/caller.ts';
import type { AwsClients } from '../../src/aws/clients.ts';
import { readOrganization } from '../../src/aws/organizations/organization-reader.ts';
import type { AccountId } from '../../src/domain/account.ts';
import type { AwsFailure } from '../../src/domain/aws-failure.ts';
import { AwsCallError } from '../../src/domain/errors.ts';
import type { AnyOrganization } from '../contract/on-any-organization.ts';
import { portsOn } from './connect.ts';
import type { LiveTarget } from './target.ts';

/** The live test does not start; nothing has been changed. */
export class NotEligible extends Error {
  override readonly name = 'NotEligible';
}

/**
 * Checks whether the account may be tested, without a change. What cannot be read is a refusal too.
 * @throws NotEligible
 */
export async function checkEligibility(clients: AwsClients, account: AccountId): Promise<LiveTarget> {
  try {
    const { arn: callerArn, account: home, partition } = await readCaller(clients.sts);
    if (account === home)
      throw new NotEligible(`${account} is the account of your own credentials; choose another.`);
    const { organizationId, managementAccountId } = await readOrganization(clients.organizations);
    const target = { callerArn, partition, organizationId, managementAccountId, account };
    await requireCompliantMember(portsOn(clients, target));
    return target;
  } catch (error) {
    if (error instanceof AwsCallError) throw refusal(error.failure);
    throw error;
  }
}

async function requireCompliantMember({
  directory,
  features,
  auditor,
  compliant,
}: AnyOrganization): Promise<void> {
  const lookup = await directory.describeUncached(compliant);
  if (lookup.type === 'unreadable') throw refusal(lookup.failure);
  if (lookup.type === 'management-account')
    throw new NotEligible(`${compliant} is the management account; choose a member.`);
  if (lookup.type === 'not-in-organization')
    throw new NotEligible(`${compliant} is not in your organization.`);
  const { state } = lookup.account;
  if (state !== 'ACTIVE') throw new NotEligible(`${compliant} is ${state}; choose an active account.`);

  const reading = await features.readFeatures();
  if (reading.type === 'unreadable') throw refusal(reading.failure);
  if (!reading.enabled.includes('RootCredentialsManagement')) {
    throw new NotEligible('Root credentials management is off in your organization.');
  }

  const opened = await auditor.openAuditSession(compliant);
  if (opened.type === 'refused') throw refusal(opened.failure);
  const [summary, inventory] = await Promise.all([
    opened.session.readSummary(),
    opened.session.readInventory(),
  ]);
  for (const read of [summary, inventory]) if (read.type === 'unreadable') throw refusal(read.failure);
  const kinds = new Set([
    ...(summary.type === 'readable' ? summary.present : []),
    ...(inventory.type === 'readable' ? inventory.credentials.map(({ kind }) => kind) : []),
  ]);
  if (kinds.size > 0) {
    throw new NotEligible(
      `${compliant} has root credentials (${[...kinds].join(', ')}), which the test could harm; choose an account without any.`,
    );
  }
}

function refusal(failure: AwsFailure): NotEligible {
  return new NotEligible(
    failure.reason === 'credentials-missing'
      ? `There are no AWS credentials to use (${failure.message}): set AWS_PROFILE, or see docs/live-test.md.`
      : new AwsCallError(failure).message,
  );
}
