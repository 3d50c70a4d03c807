import type { AccountId } from '../../domain/account.ts';
import { describedDecision, isRemoval, resultWithoutRemoval } from '../../domain/decision.ts';
import { type ExceptionReading, formatScope, type Scope } from '../../domain/exception.ts';
import { REASONS } from '../../domain/reasons.ts';
import type { Trigger, WeakeningTrigger } from '../../domain/trigger.ts';
import { IRRELEVANT, type IrrelevantReason } from '../../events/parsed-message.ts';
import type { RequestedWork } from '../../events/requested-work.ts';
import type { Simulation } from '../../guardrail/operate/simulate.ts';
import { explainFailure } from '../errors.ts';
import type { Exit } from '../exit-codes.ts';
import { type Block, type Cell, lines, type Rows, table } from '../output/result.ts';
import { describeCredential } from './accounts/account-rows.ts';
import { describeTrigger } from './ledger-entry.ts';

/** What a message would cause. */
export type Outcome =
  | { readonly type: 'ignored'; readonly reason: IrrelevantReason }
  | { readonly type: 'set-aside'; readonly path: string; readonly message: string }
  | { readonly type: 'notified'; readonly trigger: WeakeningTrigger }
  | { readonly type: 'scope-audited'; readonly scope: Scope }
  | { readonly type: 'guarded'; readonly trigger: Trigger; readonly simulation: Simulation };

type GuardWork = Extract<RequestedWork, { type: 'guard' }>;

/** The outcome of a message that does not cause the audit of an account. */
export function outcomeOfWork(work: Exclude<RequestedWork, GuardWork>): Outcome {
  switch (work.type) {
    case 'ignore':
      return { type: 'ignored', reason: work.reason };
    case 'dead-letter':
      return { type: 'set-aside', path: work.malformed.path, message: work.malformed.message };
    case 'report-weakening':
      return { type: 'notified', trigger: work.trigger };
    case 'request-scope':
      return { type: 'scope-audited', scope: work.scope };
  }
}

export function exitOf(outcome: Outcome): Exit {
  return outcome.type === 'guarded' && outcome.simulation.type === 'unknown' ? 'unknown' : 'ok';
}

export function accountOf(outcome: Outcome): AccountId | undefined {
  return 'trigger' in outcome ? outcome.trigger.account : undefined;
}

export function outcomeBlocks(outcome: Outcome): readonly Block[] {
  switch (outcome.type) {
    case 'ignored':
      return [lines(`Nothing would happen: ${IRRELEVANT[outcome.reason]} (${outcome.reason})`)];
    case 'set-aside':
      return [
        lines(
          'The message would go to the dead-letter queue, and an alarm would be raised.',
          `It is invalid at ${outcome.path}: ${outcome.message}.`,
        ),
      ];
    case 'notified':
      return [
        lines(
          `A notification would be sent at once that the guardrail was weakened: ${outcome.trigger.weakening}.`,
          'No account would be audited. From an account other than the management or the home account the event would be recorded as rejected where AWS contradicts it.',
        ),
      ];
    case 'scope-audited':
      return [
        lines(`Every account in ${formatScope(outcome.scope)} would be audited again by the next watch.`),
      ];
    case 'guarded':
      return [lines(`Trigger: ${describeTrigger(outcome.trigger)}`), ...simulationBlocks(outcome.simulation)];
  }
}

const REJECTIONS = {
  'not-in-organization':
    'The account is not in the organization, so it would not be audited; that would be recorded.',
  'management-account': 'It is the management account, which is never audited; that would be recorded.',
} as const;

function simulationBlocks(simulation: Simulation): readonly Block[] {
  switch (simulation.type) {
    case 'rejected':
      return [lines(REJECTIONS[simulation.reason])];
    case 'skipped':
      return [
        lines(
          `Account ${simulation.account.id} is ${simulation.account.state}: no root session can be opened.`,
        ),
      ];
    case 'unknown':
      return [
        lines(
          'Nothing would be removed: the root credentials could not be read. The account would be unknown.',
        ),
        lines(...explainFailure(simulation.failure)),
      ];
    case 'decided':
      return decidedBlocks(simulation);
  }
}

function decidedBlocks(simulation: Extract<Simulation, { type: 'decided' }>): readonly Block[] {
  const { account, mode, decisions, breaker, exceptions } = simulation;
  const removed = decisions.filter(isRemoval).length;
  const notes = [
    ...(breaker === 'closed' ? [] : [BREAKER_NOTES[breaker]]),
    ...describeUncertainty(exceptions),
  ];
  const summary =
    decisions.length === 0
      ? 'It has no root credentials, so there is nothing to remove.'
      : `${removed} of ${decisions.length} root credentials would be removed.`;
  return [
    table(
      ['credential', 'would be', 'because'],
      decisions
        .map(describedDecision)
        .map(({ credential, action, reason, exceptionId }) => [
          describeCredential(credential),
          decisionCell(action),
          exceptionId === undefined ? REASONS[reason].text : `${REASONS[reason].text} (${exceptionId})`,
        ]),
    ),
    ...(notes.length === 0 ? [] : [lines(...notes)]),
    lines(`Account ${account.id} (${account.name}), in ${mode} mode. ${summary}`),
  ];
}

function describeUncertainty(exceptions: ExceptionReading): readonly string[] {
  if (exceptions.type === 'unreadable') {
    return ['The exceptions could not be read.', ...explainFailure(exceptions.failure)];
  }
  return exceptions.malformed.map(
    ({ scope, id, issues }) => `Exception ${id} of ${scope} cannot be read: ${issues.join('; ')}`,
  );
}

const BREAKER_NOTES = {
  open: 'The breaker is open: credentials that were there before wait for an operator to acknowledge.',
  'would-open': 'This account would be one too many within the hour, so the breaker would open.',
} as const;

function decisionCell(action: 'keep' | 'remove' | 'withhold'): Cell {
  if (action === 'remove') return { value: 'removed', tone: 'bad' };
  return { value: resultWithoutRemoval(action), tone: action === 'keep' ? 'good' : 'doubtful' };
}

/** Each decision with its action, and of the exceptions only why they are uncertain. */
export function outcomeJson(outcome: Outcome): object {
  if (outcome.type !== 'guarded' || outcome.simulation.type !== 'decided') return outcome;
  const { exceptions, ...simulation } = outcome.simulation;
  const decisions = simulation.decisions.map(describedDecision);
  const uncertainty =
    exceptions.type === 'readable'
      ? { malformedExceptions: exceptions.malformed }
      : { malformedExceptions: [], exceptionsUnreadable: exceptions.failure };
  return { ...outcome, simulation: { ...simulation, decisions, ...uncertainty } };
}

/** One row for each credential, or one row if there are none. */
export function outcomeRows(outcome: Outcome): Rows {
  const columns = ['outcome', 'account', 'kind', 'id', 'action', 'reason', 'exceptionId'];
  const account = accountOf(outcome);
  if (outcome.type !== 'guarded') {
    const reason = outcome.type === 'ignored' ? outcome.reason : undefined;
    return { columns, rows: [[outcome.type, account, undefined, undefined, undefined, reason, undefined]] };
  }
  const { simulation } = outcome;
  if (simulation.type !== 'decided' || simulation.decisions.length === 0) {
    const reason = simulation.type === 'unknown' ? simulation.failure.reason : undefined;
    return {
      columns,
      rows: [[simulation.type, account, undefined, undefined, undefined, reason, undefined]],
    };
  }
  return {
    columns,
    rows: simulation.decisions
      .map(describedDecision)
      .map(({ credential, action, reason, exceptionId }) => [
        simulation.type,
        account,
        credential.kind,
        credential.id,
        action,
        reason,
        exceptionId,
      ]),
  };
}
