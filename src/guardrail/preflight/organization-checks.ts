import {
  checkDelegation,
  checkFeature,
  checkFeatureSet,
  checkRootSessions,
  checkTrustedAccess,
} from '../doctor/organization-checks.ts';
import { checkRegionalSts, checkRootSession, type Probe } from '../doctor/root-session-checks.ts';
import type { RootAccess } from '../operate/root-access.ts';
import type { AccountInspector } from '../ports/account-inspection.ts';
import { asPreflight, type Check, ok, problem, refused, run } from './check.ts';
import { type UnusableCredentials, withoutHome } from './missing-credentials.ts';
import type { PreflightPlan } from './plan.ts';

/** What doctor checks as well, for the account that rootguard is to run in. */
export async function checkOrganization(
  { homeAccountId, managementAccountId }: PreflightPlan,
  inspector: AccountInspector,
  access: RootAccess,
  unusableHome: UnusableCredentials | undefined,
): Promise<readonly Check[]> {
  const facts = { access, managementAccountId, callerAccount: homeAccountId ?? managementAccountId };
  return Promise.all([
    run('all-features', async () => asPreflight('all-features', await checkFeatureSet(inspector))),
    run('trusted-access', () => asPreflight('trusted-access', checkTrustedAccess(facts))),
    run('root-credentials-management', () =>
      asPreflight(
        'root-credentials-management',
        checkFeature(facts, 'root-credentials-management', 'RootCredentialsManagement'),
      ),
    ),
    run('root-sessions', () => asPreflight('root-sessions', checkRootSessions(facts))),
    run('delegated-administrator', () =>
      homeAccountId === undefined
        ? withoutHome('delegated-administrator', unusableHome)
        : asPreflight('delegated-administrator', checkDelegation(facts)),
    ),
  ]);
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeOrganizationsAccess.html */
export async function checkStackSetsAccess(inspector: AccountInspector, region: string): Promise<Check> {
  const id = 'stack-sets-access';
  const reading = await inspector.readStackSetsAccess();
  if (reading.type === 'unreadable') return refused(id, reading.failure);
  return reading.value === 'ENABLED'
    ? ok(id, 'on')
    : problem(
        id,
        `CloudFormation says ${reading.value}`,
        `In the management account:\naws cloudformation activate-organizations-access --region ${region}`,
      );
}

export function checkProbe(probe: Probe, access: RootAccess, region: string): Promise<readonly Check[]> {
  return Promise.all([
    run('regional-sts', () => asPreflight('regional-sts', checkRegionalSts(probe, region))),
    run('root-session', () => asPreflight('root-session', checkRootSession(probe, access))),
  ]);
}
