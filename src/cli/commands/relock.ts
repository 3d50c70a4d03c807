import type { MemberAccount } from '../../domain/account.ts';
import { type AwsFailure, describeWithRequestId } from '../../domain/aws-failure.ts';
import { relock as relockAccount } from '../../guardrail/operate/relock.ts';
import type { Exit } from '../exit-codes.ts';
import { viewOfOutcome } from '../operations/enforce-planned.ts';
import {
  explainUnreadableExceptions,
  findOneAccount,
  notEligibleResult,
} from '../operations/find-one-account.ts';
import { ONE_ACCOUNT } from '../options/accounts.ts';
import { operatorOf, reasonWithDefault, TICKET, YES } from '../options/operator.ts';
import { lines, type Result } from '../output/result.ts';
import { defineCommand } from '../program/command.ts';
import { confirm } from '../terminal/confirm.ts';
import { accountJson } from '../views/accounts/account-json.ts';
import { accountBlocks, accountCsv } from '../views/accounts/account-rows.ts';
import { viewOfMember } from '../views/accounts/account-view.ts';
import { exitOf, tallyOf } from '../views/accounts/tally.ts';

const REASON = reasonWithDefault('rootguard relock');

export const relock = defineCommand({
  description: [
    'Ends every open recovery of the account, removes the root credentials that are no longer approved, and verifies the removal by reading them again. Other exceptions stay active.',
    'It asks for confirmation only if no recovery is open, because it then removes every unapproved root credential of the account, whatever the mode. If a recovery is open it does not ask, so that a recovery can always be ended at once.',
  ],
  options: { account: ONE_ACCOUNT, reason: REASON, ticket: TICKET, yes: YES },
  examples: ['rootguard relock --account payments'],
  exitCodes: { declined: 'no recovery is open and the confirmation was not given; nothing was changed' },
  onInterrupt: 'graceful',
  run: async (context, args) => {
    const ports = { ...(await context.ports()), remover: await context.remover() };
    const account = await findOneAccount(ports, args.account);
    const operator = operatorOf(ports, args);
    const question = `No recovery is open in account ${account.id} (${account.name}). Remove every unapproved root credential there, whatever the mode? Type the account id to continue:`;
    const confirmWithoutRecovery = async () => args.yes || confirm(context, question, account.id);
    const outcome = await relockAccount(ports, { account: account.id, operator, confirmWithoutRecovery });
    if (outcome.type === 'declined') {
      context.say('Declined: nothing was changed.');
      return unchanged(account, 'declined', { result: 'declined' }, []);
    }
    if (outcome.type === 'not-eligible') return notEligibleResult(account, outcome.eligibility);
    if (outcome.type === 'exceptions-unreadable') {
      const facts = { result: outcome.type, failure: outcome.failure };
      return unchanged(account, 'failure', facts, explainUnreadableExceptions(account, outcome.failure));
    }
    const { endedExceptionIds, enforcement } = outcome;
    const view = viewOfOutcome(viewOfMember(account), enforcement);
    const ended =
      endedExceptionIds.length === 0 ? 'No recovery was open.' : `Ended: ${endedExceptionIds.join(', ')}`;
    return {
      exit: exitOf(tallyOf([view])),
      json: { ...accountJson(view), endedExceptionIds },
      blocks: [lines(ended), ...accountBlocks([view])],
      csv: accountCsv([view]),
    };
  },
});

function unchanged(
  { id, name }: MemberAccount,
  exit: Exit,
  facts: { readonly result: string; readonly failure?: AwsFailure },
  text: readonly string[],
): Result {
  return {
    exit,
    json: { accountId: id, name, ...facts },
    blocks: text.length === 0 ? [] : [lines(...text)],
    csv: {
      columns: ['accountId', 'name', 'result', 'failure'],
      rows: [[id, name, facts.result, facts.failure && describeWithRequestId(facts.failure)]],
    },
  };
}
