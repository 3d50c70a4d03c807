import type { AccountId } from '../../domain/account.ts';
import { describedDecision, isRemoval, resultWithoutRemoval } from '../../domain/decision.ts';
import { type ExceptionReading, formatScope } from '../../domain/exception.ts';
import { REASONS } from '../../domain/reasons.ts';
import { IRRELEVANT } from '../../events/parsed-message.ts';
import type { RequestedWork } from '../../events/requested-work.ts';
import type { Simulation } from '../../guardrail/operate/simulate.ts';
import { explainFailure } from '../errors.ts';
import type { Exit } from '../exit-codes.ts';
import { type Block, type Cell, lines, type Rows, table } from '../output/result.ts';
import { describeCredential } from './accounts/account-rows.ts';
import { describeTrigger } from './ledger-entry.ts';

type GuardWork = Extract<RequestedWork, { type: 'guard' }>;

/** What a message would lead to; the audit of an account is simulated. */
export type Outcome = Exclude<RequestedWork, GuardWork> | (GuardWork & { readonly simulation: Simulation });

export function exitOf(outcome: Outcome): Exit {
  return outcome.type === 'guard' && outcome.simulation.type === 'unknown' ? 'unknown' : 'ok';
}

export function accountOf(outcome: Outcome): AccountId | undefined {
  if (outcome.type === 'guard') return outcome.account;
  return outcome.type === 'report-weakening' ? outcome.trigger.account : undefined;
}

export function outcomeBlocks(outcome: Outcome): readonly Block[] {
  switch (outcome.type) {
    case 'ignore':
      return [lines(`Nothing would happen: ${IRRELEVANT[outcome.reason]} (${outcome.reason})`)];
    case 'dead-letter':
      return [
        lines(
          'The message would go to the dead-letter queue, and an alarm would be raised.',
          `It is invalid at ${outcome.path}: ${outcome.message}.`,
        ),
      ];
    case 'report-weakening':
      return [
        lines(
          `A notification would be sent at once that the guardrail was weakened: ${outcome.trigger.weakening}.`,
          'No account would be audited. From an account other than the management or the home account the event would be recorded as rejected where AWS contradicts it.',
        ),
      ];
    case 'request-scope':
      return [
        lines(`Every account in ${formatScope(outcome.scope)} would be audited again by the next watch.`),
      ];
    case 'guard':
      return [
        lines(...outcome.triggers.map((trigger) => `Trigger: ${describeTrigger(trigger)}`)),
        ...simulationBlocks(outcome.simulation),
      ];
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
  if (outcome.type !== 'guard' || outcome.simulation.type !== 'decided') return outcome;
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
  if (outcome.type !== 'guard') {
    const reason = outcome.type === 'ignore' ? outcome.reason : undefined;
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
