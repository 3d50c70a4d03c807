import type { Fix } from '../../guardrail/doctor/check.ts';
import { type Diagnosis, diagnose } from '../../guardrail/doctor/diagnose.ts';
import { applyFix, type FixDependencies, fixesOf } from '../../guardrail/doctor/fix.ts';
import type { CliContext } from '../context.ts';
import { explainFailure } from '../errors.ts';
import type { Exit } from '../exit-codes.ts';
import { memberNamed } from '../operations/member-named.ts';
import { accountText } from '../options/accounts.ts';
import { flag, optional } from '../options/option.ts';
import type { Result } from '../output/result.ts';
import { defineCommand } from '../program/command.ts';
import { confirm } from '../terminal/confirm.ts';
import { CHECK_EXIT_CODES, checkBlocks, checkJson, checkRows, exitOf } from '../views/checks.ts';
import { coverageJson } from '../views/coverage.ts';
import { managementRootJson } from '../views/management-root.ts';
import { describeStep } from '../views/root-access.ts';

const ACCOUNT = optional(
  '-a, --account <account>',
  'open the root session in this account; default: the first active member account',
  accountText,
);
const FIX = flag('--fix', 'apply the fixes that can be applied from here, after confirmation');
const YES = flag('-y, --yes', 'with --fix: proceed without asking for confirmation');

export const doctor = defineCommand({
  description: [
    'Checks everything that rootguard depends on: the clock of this machine, the organization and its features, whether a root session can be opened (it opens one, read-only), the trail, the StackSet and the rules that forward events, what the functions receive from, the tables, the queues, the breaker, the last sweep, the last event, the root user of the management account and the accounts that are heard. Each check shows what was found and what to do.',
    'A check that could not be made is unknown, and never counts as ok. Some checks work in the management account only: run it there too. Where nothing of rootguard is deployed, it says so once and skips the checks of the deployment.',
    'An account is heard when the CloudTrail event of the latest audit of it arrives, silent where none has come half an hour after that audit, and uncovered outside the organizational units whose accounts forward their events. The JSON has these lists and the counts under coverage, and what the root user of the management account has under managementAccount.',
  ],
  acceptsAnyAccount: true,
  options: { account: ACCOUNT, fix: FIX, yes: YES },
  examples: [
    'rootguard doctor',
    'rootguard doctor --account payments --output json',
    'rootguard doctor --fix',
  ],
  exitCodes: { failure: 'a fix was refused, or it failed', ...CHECK_EXIT_CODES },
  async run(context, args) {
    const ports = await context.ports();
    const { createDoctorPorts } = await import('../../runtime/operator/doctor-ports.ts');
    const account = args.account;
    const probeIn = account === undefined ? undefined : await memberNamed(ports, account);
    const { diagnosing, ...fixing } = createDoctorPorts(ports, await context.settings());
    const diagnosis = await diagnose(diagnosing, probeIn);
    const { checks } = diagnosis;
    if (!args.fix) return resultOf(diagnosis, exitOf(checks));

    const outcome = await runFixes(context, { ...ports, ...fixing }, fixesOf(checks), args.yes);
    const after = outcome === 'ok' ? await diagnose(diagnosing, probeIn) : diagnosis;
    return resultOf(after, outcome === 'ok' ? exitOf(after.checks) : outcome);
  },
});

function resultOf({ checks, coverage, managementRoot }: Diagnosis, exit: Exit): Result {
  return {
    exit,
    json: {
      checks: checkJson(checks),
      coverage: coverage ? coverageJson(coverage) : null,
      managementAccount: managementRoot ? managementRootJson(managementRoot) : null,
    },
    blocks: checkBlocks(checks),
    csv: checkRows(checks),
  };
}

async function runFixes(
  context: CliContext,
  deps: FixDependencies,
  fixes: readonly Fix[],
  yes: boolean,
): Promise<Exit> {
  if (fixes.length === 0) {
    context.say('There is no fix that can be applied from here.');
    return 'ok';
  }
  for (const fix of fixes) context.say(`about to ${describeFix(fix)}`);
  if (!yes && !(await confirm(context, `Type ${fixes.length} to continue:`, String(fixes.length)))) {
    context.say('Nothing was changed.');
    return 'declined';
  }
  for (const fix of fixes) {
    const failure = await applyFix(deps, fix);
    if (failure !== undefined) {
      for (const line of explainFailure(failure)) context.say(line);
      return 'failure';
    }
    context.say(`done: ${describeFix(fix)}`);
  }
  return 'ok';
}

function describeFix(fix: Fix): string {
  switch (fix.type) {
    case 'root-access':
      return describeStep(fix.step);
    case 'enable-rule':
      return `enable the rule ${fix.rule} of the bus ${fix.bus}`;
    case 'request-sweep':
      return 'ask for a sweep of the whole organization, which the next watch starts';
  }
}
