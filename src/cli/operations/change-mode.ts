import { isDeepStrictEqual } from 'node:util';
import { collect } from '../../concurrency/collect.ts';
import { counted } from '../../domain/counted.ts';
import { InvalidInputError, RootguardError } from '../../domain/errors.ts';
import type { Scope } from '../../domain/exception.ts';
import { everEnforces, observingEverywhere, type Policy } from '../../domain/policy.ts';
import { policyFacts } from '../../domain/settings.ts';
import { checkSettingsSize } from '../../domain/settings-size.ts';
import { changeLines } from '../../guardrail/notify/settings-notifications.ts';
import { type ChangeSettingsOutcome, changeSettings } from '../../guardrail/operate/change-settings.ts';
import { type CurrentPolicy, readCurrentPolicy } from '../../guardrail/operate/current-policy.ts';
import type { AccountSelection } from '../../guardrail/operate/select-accounts.ts';
import type { SettingsToReplace } from '../../guardrail/ports/settings.ts';
import type { OperatorPorts } from '../../runtime/operator/ports.ts';
import type { CliContext } from '../context.ts';
import { explainError } from '../errors.ts';
import { operatorOf } from '../options/operator.ts';
import { formatBlocks } from '../output/print.ts';
import { type Block, lines, type Result } from '../output/result.ts';
import { confirm } from '../terminal/confirm.ts';
import { accountJson } from '../views/accounts/account-json.ts';
import type { AccountView } from '../views/accounts/account-view.ts';
import { planBlocks, plannedAccounts } from '../views/accounts/plan.ts';
import { modeBlocks, modeCsv, modeJson } from '../views/mode.ts';
import { auditSelected } from './audit-selected.ts';
import { readSettingsWith } from './older-deployment.ts';

/** The settings as an operator is about to change them. */
export interface ShownSettings {
  readonly shown: SettingsToReplace;
  readonly current: CurrentPolicy;
}

/** @throws AwsCallError */
export async function readShownSettings(ports: OperatorPorts): Promise<ShownSettings> {
  const shown = await readSettingsWith(ports, () => ports.settingsEditor.readToReplace());
  return { shown, current: await readCurrentPolicy(ports, async () => shown.reading) };
}

/**
 * The policy that a change starts from.
 * @throws InvalidInputError `settings-malformed`, unless the whole is replaced by observe mode
 * @throws RootguardError `deployment-not-recorded`: with an assumed policy, overrides of the deployment could get lost
 */
export function policyToEdit({ current }: ShownSettings, replacesWhole = false): Policy {
  const { reading, recordedAt, policy, initialPolicy } = current;
  if (reading.type === 'malformed') {
    if (replacesWhole) return observingEverywhere(initialPolicy);
    throw new InvalidInputError('settings-malformed', 'settings', [...reading.issues]);
  }
  if (reading.type === 'initial' && recordedAt === undefined) {
    throw new RootguardError(
      'deployment-not-recorded',
      'no watch has recorded which settings were deployed, so nothing was changed: run the command again when the sweeper has run (the watch runs every five minutes)',
    );
  }
  return policy;
}

/** @throws RootguardError `cannot-enforce` */
export function checkCanEnforce({ current }: ShownSettings): void {
  if (current.canEnforce) return;
  throw new RootguardError(
    'cannot-enforce',
    'the deployment cannot delete anything, so nothing was changed: set "allowEnforcement": true in rootguard.json, deploy the home stack, and run the command again after the next watch (five minutes)',
  );
}

export interface ModeChange {
  readonly settings: ShownSettings;
  readonly before: Policy;
  readonly after: Policy;
  /** Where something may be removed by it; undefined where nothing can be. */
  readonly removesIn: { readonly selection: AccountSelection; readonly scopes: readonly Scope[] } | undefined;
  /** What has to be typed where nothing would be removed at once. */
  readonly word: string;
}

export interface ChangeValues {
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly reason: string;
  readonly ticket: string | undefined;
}

/** Shows what a change would lead to, asks, and makes it. */
export async function changeMode(
  context: CliContext,
  ports: OperatorPorts,
  change: ModeChange,
  values: ChangeValues,
): Promise<Result> {
  const { settings, before, after } = change;
  const isMalformed = settings.current.reading.type === 'malformed';
  if (!isMalformed && isDeepStrictEqual(policyFacts(before), policyFacts(after))) {
    return resultOf(settings.current, 'unchanged', {
      planned: [],
      text: ['Nothing to change: it is set like that.'],
    });
  }
  checkSettingsSize(policyFacts(after).overrides, values);
  const plan = await planOf(context, ports, change);
  if (values.dryRun) {
    const text = ['Dry run: nothing was changed.'];
    return {
      ...resultOf(settings.current, 'dry-run', { planned: plan.accounts, text }),
      blocks: [...plan.blocks, lines(...text)],
    };
  }
  if (context.interrupted.aborted) {
    return {
      ...resultOf(settings.current, 'interrupted', {
        planned: plan.accounts,
        text: ['Interrupted: nothing was changed.'],
      }),
      exit: 'failure',
    };
  }
  if (!values.yes || context.terminal.interactive) {
    context.terminal.stderr.write(formatBlocks(plan.blocks, context.terminal));
  }
  if (
    !values.yes &&
    !(await confirm(
      context,
      questionOf(plan.accounts.length, change.word),
      expectedOf(plan.accounts.length, change.word),
    ))
  ) {
    context.say('Declined: nothing was changed.');
    return {
      ...resultOf(settings.current, 'declined', { planned: plan.accounts, text: [] }),
      exit: 'declined',
    };
  }
  const outcome = await changeSettings(ports, {
    shown: settings.shown,
    before,
    after,
    reauditScopes: change.removesIn?.scopes ?? [],
    operator: operatorOf(ports, values),
  });
  return concluded(ports, settings, plan.accounts, outcome);
}

interface Plan {
  readonly accounts: readonly AccountView[];
  readonly blocks: readonly Block[];
}

/** The same as that of `enforce --dry-run`, but with the modes, the grace and the exceptions as they would be. */
async function planOf(context: CliContext, ports: OperatorPorts, change: ModeChange): Promise<Plan> {
  const { before, after, removesIn, settings } = change;
  const changed = lines(...changeLines(policyFacts(before), policyFacts(after)));
  if (removesIn === undefined || !settings.current.canEnforce || !everEnforces(after)) {
    return { accounts: [], blocks: [changed, lines('Nothing would be removed by it.')] };
  }
  const audited = await auditSelected(context, ports, removesIn.selection, { policy: after });
  const views = await collect(audited.accounts);
  const accounts = plannedAccounts(views);
  const unknown = views.filter(({ state }) => state === 'unknown');
  const unknownLine = `${counted(unknown.length, 'account')} could not be audited now, so what would be removed there is not known: ${unknown.map(({ accountId }) => accountId).join(', ')}`;
  const limitLine = `Removed as the accounts are audited, within minutes. The breaker lets at most ${counted(after.maxAccountsPerHour, 'account')} an hour lose older credentials.`;
  return {
    accounts,
    blocks: [
      changed,
      ...(accounts.length > 0
        ? [...planBlocks(accounts), lines(limitLine)]
        : [lines('Nothing would be removed now.')]),
      ...(unknown.length > 0 ? [lines(unknownLine)] : []),
    ],
  };
}

function questionOf(planned: number, word: string): string {
  return planned > 0
    ? `Type the number of accounts (${planned}) to change the settings and remove these credentials:`
    : `Type "${word}" to change the settings:`;
}

function expectedOf(planned: number, word: string): string {
  return planned > 0 ? String(planned) : word;
}

async function concluded(
  ports: OperatorPorts,
  { current: shown }: ShownSettings,
  planned: readonly AccountView[],
  outcome: ChangeSettingsOutcome,
): Promise<Result> {
  if (outcome.type === 'conflict') {
    const text = [
      'Nothing was changed: somebody else has changed the settings since they were shown.',
      'See what applies now (rootguard mode show), and run the command again.',
    ];
    return { ...resultOf(shown, 'conflict', { planned, text }), exit: 'failure' };
  }
  const { current } = await readShownSettings(ports);
  const { notified, reaudit } = outcome;
  const problems = [
    ...problemOf(notified, 'Nobody could be notified of the change now; the next watch notifies.'),
    ...problemOf(reaudit, 'The audits of these accounts could not be requested; the next sweep audits them.'),
  ];
  const facts = {
    planned,
    text: [`Changed: version ${outcome.version} of the settings applies.`, ...problems],
    notified: notified.status === 'fulfilled',
    reauditQueued: reaudit.status === 'fulfilled',
  };
  const result = resultOf(current, 'changed', facts);
  return {
    ...result,
    exit: problems.length > 0 ? 'failure' : 'ok',
    blocks: [...result.blocks, ...modeBlocks(current)],
  };
}

function problemOf(settled: PromiseSettledResult<void>, text: string): readonly string[] {
  return settled.status === 'fulfilled' ? [] : [text, ...explainError(settled.reason).lines];
}

function resultOf(
  current: CurrentPolicy,
  result: string,
  {
    planned,
    text,
    ...facts
  }: {
    readonly planned: readonly AccountView[];
    readonly text: readonly string[];
    readonly notified?: boolean;
    readonly reauditQueued?: boolean;
  },
): Result {
  return {
    exit: 'ok',
    json: { ...modeJson(current), result, planned: planned.map(accountJson), ...facts },
    blocks: text.length > 0 ? [lines(...text)] : [],
    csv: modeCsv(current),
  };
}
