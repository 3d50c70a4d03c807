import type { AccountId } from '../../domain/account.ts';
import type { RootAccess } from '../operate/root-access.ts';
import type { Inspector } from '../ports/deployment-inspection.ts';
import type { OrganizationFeature } from '../ports/organization.ts';
import { type Check, type CheckId, type Fix, ok, problem, refused } from './check.ts';

export interface OrganizationFacts {
  readonly access: RootAccess;
  readonly callerAccount: AccountId;
  readonly managementAccountId: AccountId;
}

export async function checkFeatureSet(inspector: Pick<Inspector, 'readFeatureSet'>): Promise<Check> {
  const reading = await inspector.readFeatureSet();
  if (reading.type === 'unreadable') return refused('all-features', reading.failure);
  return reading.value === 'ALL'
    ? ok('all-features', 'all features')
    : problem(
        'all-features',
        `the organization has the feature set ${reading.value}`,
        'Root users can be managed centrally only with all features. In the management account:\naws organizations enable-all-features',
      );
}

export function checkTrustedAccess(facts: OrganizationFacts): Check {
  const { trustedAccess } = facts.access;
  if (trustedAccess.type === 'unreadable') return refused('trusted-access', trustedAccess.failure);
  return trustedAccess.value
    ? ok('trusted-access', 'on')
    : problem(
        'trusted-access',
        'off',
        'From the management account: rootguard enable.',
        fixable(facts, { type: 'root-access', step: { type: 'enable-trusted-access' } }),
      );
}

export function checkFeature(facts: OrganizationFacts, id: CheckId, feature: OrganizationFeature): Check {
  const { features } = facts.access;
  if (features.type === 'unreadable') return refused(id, features.failure);
  return features.enabled.includes(feature)
    ? ok(id, 'on')
    : problem(
        id,
        'off',
        'From the management account: rootguard enable.',
        fixable(facts, { type: 'root-access', step: { type: 'enable-feature', feature } }),
      );
}

/**
 * The task policies that rootguard uses work with RootCredentialsManagement alone.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
 */
export function checkRootSessions({ access: { features } }: OrganizationFacts): Check {
  const id = 'root-sessions';
  if (features.type === 'unreadable') return refused(id, features.failure);
  return features.enabled.includes('RootSessions')
    ? ok(
        id,
        'on; rootguard does not need it, and it also allows to unlock the policies of buckets and queues',
      )
    : ok(id, 'off, and not needed: it allows to unlock the policies of buckets and queues');
}

export function checkDelegation({ access, callerAccount, managementAccountId }: OrganizationFacts): Check {
  const id = 'delegated-administrator';
  if (callerAccount === managementAccountId) {
    return ok(id, `${callerAccount} is the management account`);
  }
  const { delegatedAdministrators, features } = access;
  const advice = `From the management account: rootguard enable --delegate ${callerAccount}. Or use credentials of an account that is one.`;
  if (features.type === 'unreadable' && features.failure.reason === 'not-delegated') {
    return {
      ...problem(id, `${callerAccount} is not a delegated administrator for IAM`, advice),
      failure: features.failure,
    };
  }
  if (delegatedAdministrators.type === 'unreadable') return refused(id, delegatedAdministrators.failure);
  const delegates = delegatedAdministrators.value;
  return delegates.includes(callerAccount)
    ? ok(id, `${callerAccount} is a delegated administrator for IAM`)
    : problem(
        id,
        `${callerAccount} is not one; delegated administrators for IAM: ${delegates.join(', ') || 'none'}`,
        advice,
      );
}

/** Only the management account can switch anything on. */
function fixable({ callerAccount, managementAccountId }: OrganizationFacts, fix: Fix): readonly Fix[] {
  return callerAccount === managementAccountId ? [fix] : [];
}
