import { parseAccountId } from '../../domain/account.ts';
import { InvalidInputError } from '../../domain/errors.ts';
import type { Check } from '../../guardrail/checks/check.ts';
import type { PreflightPlan } from '../../guardrail/preflight/plan.ts';
import { preflight as runPreflight } from '../../guardrail/preflight/preflight.ts';
import { parentId } from '../../installation/fields.ts';
import type { OperatorPorts } from '../../runtime/operator/ports.ts';
import { connectAccounts } from '../operations/connect-accounts.ts';
import { memberNamed } from '../operations/member-named.ts';
import { accountText } from '../options/accounts.ts';
import { flag, list, optional } from '../options/option.ts';
import { notAccepted, text, valid } from '../options/parsers.ts';
import { lines, type Result } from '../output/result.ts';
import { defineCommand } from '../program/command.ts';
import { startProgress } from '../terminal/progress.ts';
import { CHECK_EXIT_CODES, checkBlocks, checkJson, checkRows, exitOf } from '../views/checks.ts';

const HOME = optional(
  '--home <account>',
  "the account that rootguard is to run in, by its id; default: that of rootguard.json, else the organization's only delegated administrator for IAM",
  parseAccountId,
);
const HOME_PROFILE = optional(
  '--home-profile <name>',
  'a profile with credentials of the home account, beside those of the management account; default: that of rootguard.json',
  text,
);
const COVER = list(
  '--cover <id>',
  "an organizational unit to be covered, or the organization's root; default: those of rootguard.json, else every account",
  valid('id', parentId),
);
const DEPLOY_ROLE = optional(
  '--deploy-role <arn>',
  "the role that deploys in the home account; default: that of the CDK's bootstrap, with --templates the first role of the home account in deployerRoles of rootguard.json",
  roleArn,
);
const RESERVE = flag(
  '--reserve-concurrency',
  'the functions are to reserve concurrency; default: as in rootguard.json',
);
const TEMPLATES = flag('--templates', 'the stacks are to be deployed from templates, without the CDK');
const ACCOUNT = optional(
  '-a, --account <account>',
  'open the root session in this account; default: the first active member account',
  accountText,
);

export const preflight = defineCommand({
  description: [
    'Checks, before anything is deployed, what would stop the deployment or the service: the organization and its root access features, the trail, the policies on the way to every account, names that are taken, the permissions boundary and the key of the configuration, quotas, what will alarm on audits, and whether a root session can be opened (it opens one, read-only). It changes nothing.',
    "Service control policies are evaluated by AWS's own policy simulator. One that denies what rootguard needs is named, with where it is attached and the exemption to paste, which is simulated too.",
    'Run it with credentials of the management account (--profile), of the home account (--home-profile), or of both. A check whose credentials are missing is skipped, and says how to give them; one whose credentials cannot be used is unknown. Organizations answers only a few calls a second: with many policies it takes minutes.',
  ],
  credentials: 'management',
  options: {
    home: HOME,
    homeProfile: HOME_PROFILE,
    cover: COVER,
    deployRole: DEPLOY_ROLE,
    reserveConcurrency: RESERVE,
    templates: TEMPLATES,
    account: ACCOUNT,
  },
  examples: [
    'rootguard preflight --profile management --home 222222222222',
    'rootguard preflight --profile management --home-profile home --cover ou-ab12-cdef3456',
    'rootguard preflight --output json',
  ],
  exitCodes: CHECK_EXIT_CODES,
  async run(context, args) {
    const { connections, home, unusable } = await connectAccounts(context, args.homeProfile);
    const [first, ...others] = connections;
    const { planOf } = await import('../../runtime/operator/preflight-plan.ts');
    const { createAccountReads } = await import('../../runtime/operator/preflight-ports.ts');
    const reads = createAccountReads(first);
    const delegates = await reads.rootAccess.readDelegatedAdministrators();
    const plan = planOf({
      ...args,
      homeCredentials: home?.target.caller.account,
      delegates: delegates.type === 'readable' ? delegates.value : [],
      file: await context.installation(),
      target: first.target,
    });
    failIfElsewhere(plan, home);
    const progress = await startProgress(context.terminal, first.clock, 'answers about policies');
    const checks = await runPreflight({
      plan,
      accounts: [reads, ...others.map(createAccountReads)],
      probeIn: await probedAccount(first, args.account),
      unusable,
      onStep: () => progress.step(),
    }).finally(() => progress.stop());
    return resultOf(checks, plan, connections);
  },
});

/** Checks of the wrong account would say nothing about the right one. @throws InvalidInputError */
function failIfElsewhere({ homeAccountId }: PreflightPlan, home: OperatorPorts | undefined): void {
  if (home === undefined || home.target.caller.account === homeAccountId) return;
  throw new InvalidInputError('invalid-value', '--home-profile', [
    `--home-profile: its credentials are of ${home.target.caller.account}, but the home account is ${homeAccountId}`,
  ]);
}

async function probedAccount(ports: OperatorPorts, account: string | undefined) {
  return account === undefined ? undefined : memberNamed(ports, account);
}

function resultOf(
  checks: readonly Check[],
  { managementAccountId, homeAccountId }: PreflightPlan,
  connections: readonly OperatorPorts[],
): Result {
  const callers = connections.map(({ target }) => target.caller.account);
  return {
    exit: exitOf(checks),
    json: {
      managementAccountId,
      homeAccountId: homeAccountId ?? null,
      credentialsOf: callers,
      checks: checkJson(checks),
    },
    blocks: [
      lines(
        `Management account ${managementAccountId}, home account ${homeAccountId ?? 'not known'}; with credentials of ${callers.join(' and ')}.`,
      ),
      ...checkBlocks(checks),
    ],
    csv: checkRows(checks),
  };
}

/** @throws InvalidInputError `invalid-value` */
function roleArn(input: string): string {
  if (/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(input)) return input;
  throw notAccepted('ARN', input, 'the ARN of a role, such as arn:…:iam::222222222222:role/deploy');
}
