import { auditAll, auditTable, totals } from '../audits.ts';
import type { Step } from '../step.ts';

export const auditBefore: Step = {
  name: 'audit-before',
  title: 'The organization before rootguard',
  async run(scene, print) {
    const audits = await auditAll(scene);
    print(auditTable(audits));
    print(`${audits.length} member accounts, each audited in a root session or listed as skipped.`);
    return { accounts: audits.length, totals: totals(audits) };
  },
};
