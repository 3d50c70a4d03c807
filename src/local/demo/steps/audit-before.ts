import { auditAll, auditTable, totals } from '../audits.ts';
import type { Step } from '../step.ts';

export const auditBefore: Step = {
  name: 'audit-before',
  title: 'The organization before rootguard',
  async run(scene, tell) {
    const audits = await auditAll(scene);
    tell(auditTable(audits));
    tell(
      `${audits.length} member accounts, every one of them looked at through a root session or named as skipped.`,
    );
    return { accounts: audits.length, totals: totals(audits) };
  },
};
