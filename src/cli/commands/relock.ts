import { RootguardError } from '../../domain/errors.ts';
import { relock as relockAccount } from '../../guardrail/relock.ts';
import { accountJson } from '../accounts/account-json.ts';
import { accountBlocks, accountCsv } from '../accounts/account-rows.ts';
import { viewOfMember } from '../accounts/account-view.ts';
import { viewOfOutcome } from '../accounts/enforce-planned.ts';
import { findOneAccount, notAdmitted, ONE_ACCOUNT } from '../accounts/one-account.ts';
import { exitOf, tallyOf } from '../accounts/tally.ts';
import type { Command } from '../command.ts';
import { operatorAct, reasonOption, TICKET } from '../operator-options.ts';
import { flag } from '../option.ts';
import { lines } from '../output/result.ts';

const REASON = reasonOption('rootguard relock');
const YES = flag('-y, --yes', 'accepted as by the other acting commands; relock never asks');

export const relock: Command = {
  description: [
    'Closes what `rootguard recover` opened: ends every open recovery of the account, removes its root credentials that nobody approves any longer, and verifies by reading again. Other exceptions hold.',
    'It does not ask: closing is what should never have to wait.',
  ],
  options: [ONE_ACCOUNT, REASON, TICKET, YES],
  examples: ['rootguard relock --account payments'],
  onInterrupt: 'graceful',
  run: async (context, given) => {
    const ports = { ...(await context.ports()), remover: await context.remover() };
    const account = await findOneAccount(ports, given(ONE_ACCOUNT));
    const operator = operatorAct(ports, given, given(REASON));
    const outcome = await relockAccount(ports, { account: account.id, operator });
    if (outcome.type === 'not-admitted') return notAdmitted(account, outcome.admission);
    if (outcome.type === 'exceptions-unreadable') {
      throw new RootguardError(
        'exceptions-unreadable',
        'aws',
        `The exceptions of account ${account.id} (${account.name}) could not be read, so nothing was changed: ${outcome.detail}`,
      );
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
};
