import { auditAll, auditTable, totals } from '../audits.ts';
import { check } from '../check.ts';
import type { Step } from '../step.ts';

export const auditAfter: Step = {
  name: 'audit-after',
  title: 'The organization afterwards',
  async run(scene, print) {
    const audits = await auditAll(scene);
    const open = audits.filter(({ state }) => state !== 'compliant' && state !== 'skipped');
    check(
      'accounts with root credentials',
      open.map(({ account }) => account.id),
      [],
    );
    print(auditTable(audits));
    print(
      'No member account has a root credential. No root session can be opened in those that are skipped.',
    );
    return { accounts: audits.length, totals: totals(audits) };
  },
};
