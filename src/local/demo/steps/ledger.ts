import { ACCOUNTS } from '../accounts.ts';
import { claim } from '../claim.ts';
import { describeEntry, readLedger } from '../ledger.ts';
import type { Step } from '../step.ts';

export const ledger: Step = {
  name: 'ledger',
  title: 'The ledger of one account',
  async run(scene, tell) {
    const account = ACCOUNTS.testPayments;
    const entries = await readLedger(scene, account);
    const types = entries.map(({ type }) => type);
    claim(
      'whether the intent stands before the outcome',
      types.indexOf('intent') < types.indexOf('outcome'),
      true,
    );
    const started = entries.flatMap((entry) => (entry.type === 'intent' ? [entry.enforcementId] : []));
    const ended = entries.flatMap((entry) => (entry.type === 'outcome' ? [entry.enforcementId] : []));
    claim('enforcements with an outcome', ended, started);
    tell(`Account ${account}`);
    for (const entry of entries) tell(describeEntry(entry));
    return { account, entries: types };
  },
};
