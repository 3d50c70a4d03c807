import { unprotectedDeployers } from '../../installation/protection/people-policy.ts';
import type { PolicyDocument } from '../../installation/protection/policy-document.ts';
import { deploying, type Principals } from '../../installation/protection/principals.ts';
import type { ProtectivePolicies } from '../../installation/protection/protective-policies.ts';

/**
 * Who goes on when the policy is attached. Whoever deploys with another role is locked out by it, which nobody sees in the policy
 * itself before the next deployment.
 */
export function describeExemptRoles(
  policy: keyof ProtectivePolicies,
  principals: Principals,
  content: PolicyDocument,
): readonly string[] {
  switch (policy) {
    case 'members':
      return deploymentNotice('in member accounts', [principals.stackSets, ...deploying(principals)]);
    case 'home':
      return deploymentNotice('in the home account', deploying(principals));
    case 'sessions':
      return sessionsNotice(principals);
    case 'people':
      return [...peopleNotice(principals), ...unprotectedNotice(unprotectedDeployers(content, principals))];
  }
}

function deploymentNotice(where: string, roles: readonly string[]): readonly string[] {
  return [
    `Once this policy is attached, only these roles change or deploy what rootguard has ${where}:`,
    ...roles.map((role) => `  ${role}`),
    'Whoever deploys with another role (from templates, by Terraform, in a pipeline) is locked out. Before you attach it, name that role by --deployer, or as deployerRoles in rootguard.json, and also the service role if CloudFormation has one.',
  ];
}

function sessionsNotice({ auditors, operators }: Principals): readonly string[] {
  return [
    'Once this policy is attached, only the functions and these roles open root sessions, and only in the Region of rootguard:',
    ...[...auditors, ...operators].map((role) => `  ${role}`),
    'Whoever does so with another role, or in the console in another Region, is locked out. Before you attach it, name that role by --auditor or --operator.',
  ];
}

function peopleNotice({ deployers, auditors, exceptionAdmins, operators }: Principals): readonly string[] {
  const listed = (who: string, roles: readonly string[]) => [
    `  ${who}:`,
    ...roles.map((role) => `    ${role}`),
  ];
  return [
    'Once this policy is attached, nobody in the home account but these roles does what it denies, beside the functions:',
    ...listed('deploy with the CDK', deployers),
    ...listed('open root sessions to audit', auditors),
    ...listed('approve exceptions', exceptionAdmins),
    ...listed('operate rootguard', operators),
    'Whoever does so with another role is locked out. Before you attach it, name that role by --deployer, --auditor, --exception-admin or --operator.',
  ];
}

function unprotectedNotice(deployers: readonly string[]): readonly string[] {
  if (deployers.length === 0) return [];
  return [
    'These roles deploy, and this policy does not keep anybody from changing them, as they are in another account or the policy would be too large with them. Deny changes of them by a policy of your own:',
    ...deployers.map((role) => `  ${role}`),
  ];
}
