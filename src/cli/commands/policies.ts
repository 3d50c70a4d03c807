import { parseAccountId } from '../../domain/account.ts';
import { InvalidInputError } from '../../domain/errors.ts';
import { rolePattern } from '../../installation/fields.ts';
import {
  charactersOf,
  fits,
  MAX_POLICY_CHARACTERS,
  type PolicyDocument,
} from '../../installation/protection/policy-document.ts';
import { principalsOf } from '../../installation/protection/principals.ts';
import {
  defaultInstallation,
  type ProtectedInstallation,
} from '../../installation/protection/protected-installation.ts';
import { protectivePolicies } from '../../installation/protection/protective-policies.ts';
import type { CliContext } from '../context.ts';
import { argument, list, optional } from '../options/option.ts';
import { oneOf, valid } from '../options/parsers.ts';
import { lines } from '../output/result.ts';
import { defineCommand } from '../program/command.ts';
import { describeExemptRoles } from '../views/exempt-roles.ts';

const POLICIES = ['members', 'home', 'people', 'sessions'] as const;

const POLICY = argument('<policy>', 'policy to print', oneOf(POLICIES));
const ROLE = valid('role', rolePattern);
const HOME = optional(
  '--home <account>',
  'the home account by its id, where there is no rootguard.json',
  parseAccountId,
);

const roles = (name: string, who: string) =>
  list(
    `--${name} <arn>`,
    `role of ${who}, as an ARN or a pattern; instead of those of a permission set`,
    ROLE,
  );

export const policies = defineCommand({
  description: [
    'Prints a service control policy that protects rootguard itself: members and sessions for all member accounts, home and people for the home account, if that is a member account. docs/scps.md says what each denies, and what no policy can.',
    "Before you attach it: it locks out everybody but the roles that it exempts, whatever their permissions are. For deployments it exempts the roles of the CDK's bootstrap and the permission set RootguardDeployer. A role that deploys in another way (from templates, by Terraform, in a pipeline) has to be named by --deployer or as deployerRoles in rootguard.json. The roles that go on are listed on stderr; on stdout is the policy alone.",
    'By default, people sign in by IAM Identity Center, with the permission sets RootguardDeployer, RootguardAuditor, RootguardExceptionAdmin and RootguardOperator; namePrefix of rootguard.json takes the place of Rootguard. It makes no call to AWS.',
  ],
  arguments: { policy: POLICY },
  options: {
    home: HOME,
    deployers: list(
      '--deployer <arn>',
      'role of whoever deploys, or that CloudFormation gets as its service role, as an ARN or a pattern; default: deployerRoles of rootguard.json, else the permission set RootguardDeployer',
      ROLE,
    ),
    auditors: roles('auditor', 'auditors'),
    exceptionAdmins: roles('exception-admin', 'whoever approves exceptions'),
    operators: roles('operator', 'operators'),
  },
  examples: [
    'rootguard policies members > members.json',
    'rootguard policies home --deployer "$PIPELINE_ROLE_ARN"',
    'rootguard policies people --home 222222222222',
  ],
  async run(context, { policy, home, ...people }) {
    const installation = await installationOf(context, home);
    const principals = principalsOf(installation, people);
    const content = protectivePolicies(installation, principals)[policy];
    requireSize(policy, content);
    for (const line of describeExemptRoles(policy, principals, content)) context.say(line);
    const text = JSON.stringify(content, null, 2);
    return {
      exit: 'ok',
      json: content,
      blocks: [{ ...lines(...text.split('\n')), verbatim: true }],
      csv: {
        columns: ['policy', 'statement'],
        rows: content.Statement.map((statement) => [policy, JSON.stringify(statement)]),
      },
    };
  },
});

/** Organizations would refuse it. */
function requireSize(policy: string, content: PolicyDocument): void {
  if (fits(content)) return;
  throw new InvalidInputError('invalid-value', 'policy', [
    `the policy ${policy} has ${charactersOf(content)} characters with all the roles that it names, and a service control policy has at most ${MAX_POLICY_CHARACTERS}: name fewer roles, or patterns that several of them meet (deployerRoles of rootguard.json, --deployer, --auditor, --exception-admin, --operator)`,
  ]);
}

async function installationOf(context: CliContext, home: string | undefined): Promise<ProtectedInstallation> {
  const file = await context.installation();
  if (file !== undefined)
    return { ...file.configuration, ...(home !== undefined && { homeAccountId: home }) };
  if (home !== undefined) return defaultInstallation(home);
  throw new InvalidInputError('invalid-command-line', 'home account', [
    'there is no rootguard.json here: name the home account by --home, or the file by --config',
  ]);
}
