import { collect } from '../../concurrency/collect.ts';
import type { AccountId, MemberAccount } from '../../domain/account.ts';
import { listAllAccounts } from '../../guardrail/operate/list-accounts.ts';
import { resolveOrganizationalUnits } from '../../guardrail/operate/resolve-organizational-units.ts';
import { type AccountSelection, selectAccounts } from '../../guardrail/operate/select-accounts.ts';
import { followAudits, readLatestAudits } from '../../guardrail/sweep/follow-audits.ts';
import { nextWatchAt } from '../../guardrail/sweep/next-watch.ts';
import { requestSweep, type SweepSelection } from '../../guardrail/sweep/request-sweep.ts';
import { SCHEDULES } from '../../installation/defaults.ts';
import type { OperatorPorts } from '../../runtime/operator/ports.ts';
import type { CliContext } from '../context.ts';
import { ACCOUNT, ORGANIZATIONAL_UNIT } from '../options/accounts.ts';
import { flag } from '../options/option.ts';
import type { Result } from '../output/result.ts';
import { defineCommand } from '../program/command.ts';
import { startProgress } from '../terminal/progress.ts';
import { followedResult, requestedLine, requestedResult, waitingLine } from '../views/sweep.ts';

const WAIT = flag('-w, --wait', 'wait until every account was audited, and show what was found');

export const sweep = defineCommand({
  description: [
    'Asks the running rootguard to audit every account of the organization, or the accounts and organizational units named, as its daily sweep does: under its own mode, and with its own records and notifications. In enforce mode unapproved credentials are removed.',
    'A named account is queued at once. The accounts of a unit, or of the organization, are queued within five minutes, and audited at the pace of the service.',
    'With --wait the command ends once each account was audited, or when no further one was for half an hour: an account that was not audited is unknown then. After Ctrl-C the audits continue without it.',
  ],
  options: { accounts: ACCOUNT, organizationalUnits: ORGANIZATIONAL_UNIT, wait: WAIT },
  examples: [
    'rootguard sweep',
    'rootguard sweep --wait',
    'rootguard sweep --ou workloads --account payments --wait --output json',
  ],
  exitCodes: {
    ok: 'it was requested; with --wait: nothing is wrong',
    violations: 'with --wait: violations remain',
    unknown: 'with --wait: accounts are unknown, or were not audited',
  },
  onInterrupt: 'graceful',
  async run(context, args) {
    const ports = await context.ports();
    const selected = await select(ports, args);
    if (selected.includesManagementAccount) {
      context.say('The management account is not audited: AWS opens no root sessions in it.');
    }
    if (!args.wait) {
      await requestSweep(ports, selected.selection);
      return requestedResult(selected.selection);
    }
    return requestAndFollow(context, ports, selected);
  },
});

interface Selected {
  readonly selection: SweepSelection;
  readonly includesManagementAccount: boolean;
  /** Lists those of the organization only when it is called. */
  readonly members: () => Promise<readonly MemberAccount[]>;
}

/** Everything that was named is looked up before anything is requested. */
async function select(ports: OperatorPorts, named: AccountSelection): Promise<Selected> {
  if (named.accounts.length + named.organizationalUnits.length === 0) {
    const members = async () => collect(listAllAccounts(ports.lister));
    return { selection: { type: 'organization' }, includesManagementAccount: false, members };
  }
  const all = await selectAccounts(ports, named);
  const alone =
    named.organizationalUnits.length === 0
      ? all
      : await selectAccounts(ports, { ...named, organizationalUnits: [] });
  // An account that could not be looked up is requested too: the audit finds out what it is.
  const accounts = [...alone.members, ...alone.unreadable].map(({ id }) => id);
  const organizationalUnits = await resolveOrganizationalUnits(ports, named.organizationalUnits);
  return {
    selection: { type: 'named', accounts, organizationalUnits },
    includesManagementAccount: all.includesManagementAccount,
    members: async () => [...all.members, ...all.unreadable.map(({ id }) => accountWithoutName(id))],
  };
}

async function requestAndFollow(
  context: CliContext,
  ports: OperatorPorts,
  { selection, members }: Selected,
): Promise<Result> {
  const accounts = await members();
  const before = await readLatestAudits(ports, accounts);
  await requestSweep(ports, selection);
  context.say(requestedLine(selection));
  if (needsWatch(selection)) context.say(await describeWaiting(context, ports));
  const bar = await startProgress(context.terminal, ports.clock, 'accounts');
  bar.setTotal(accounts.length);
  bar.show();
  try {
    const followed = await followAudits(ports, accounts, before, {
      interrupted: context.interrupted,
      onAudited: (count) => {
        for (let audited = 0; audited < count; audited += 1) bar.step();
      },
    });
    return followedResult(selection, followed);
  } finally {
    bar.stop();
  }
}

/** Named accounts are queued at once. */
function needsWatch(selection: SweepSelection): boolean {
  return selection.type === 'organization' || selection.organizationalUnits.length > 0;
}

async function describeWaiting(
  context: CliContext,
  { deploymentRecord, clock }: OperatorPorts,
): Promise<string> {
  const configuration = (await context.installation())?.configuration;
  const everyMinutes = configuration?.watchEveryMinutes ?? SCHEDULES.watch.everySeconds / 60;
  return waitingLine(nextWatchAt(await deploymentRecord.read(), clock.now(), everyMinutes), everyMinutes);
}

function accountWithoutName(id: AccountId): MemberAccount {
  return {
    id,
    name: id,
    state: 'ACTIVE',
    joinedMethod: undefined,
    joinedAt: undefined,
    organizationalUnits: [],
  };
}
