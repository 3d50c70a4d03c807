import { ACCOUNTS } from '../accounts.ts';
import { check } from '../check.ts';
import { describeEntry, readLedger } from '../ledger.ts';
import type { Step } from '../step.ts';

export const ledger: Step = {
  name: 'ledger',
  title: 'The ledger of one account',
  async run(scene, print) {
    const account = ACCOUNTS.testPayments;
    const entries = await readLedger(scene, account);
    const types = entries.map(({ type }) => type);
    check(
      'whether the intent was written before the outcome',
      types.indexOf('intent') < types.indexOf('outcome'),
      true,
    );
    const started = entries.flatMap((entry) => (entry.type === 'intent' ? [entry.enforcementId] : []));
    const ended = entries.flatMap((entry) => (entry.type === 'outcome' ? [entry.enforcementId] : []));
    check('enforcements with an outcome', ended, started);
    print(`Account ${account}`);
    for (const entry of entries) print(describeEntry(entry));
    return { account, entries: types };
  },
};
