import Table from 'cli-table3';
import pLimit from 'p-limit';
import { collect } from '../../concurrency/collect.ts';
import { actionOf } from '../../domain/decision.ts';
import { REASONS } from '../../domain/reasons.ts';
import { type AccountAudit, auditAccount } from '../../guardrail/operate/audit-account.ts';
import { listAllAccounts } from '../../guardrail/operate/list-accounts.ts';
import { check } from './check.ts';
import type { RootCredentials, Scene } from './scene.ts';

const CONCURRENCY = 8;

/** Audits the whole organization and checks the result against the sandbox's own state. */
export async function auditAll(scene: Scene): Promise<readonly AccountAudit[]> {
  const operator = await scene.stack.operator();
  const limit = pLimit(CONCURRENCY);
  const accounts = await collect(listAllAccounts(operator.lister));
  const audits = await Promise.all(accounts.map((account) => limit(auditAccount, operator, account)));
  const members = scene.sandbox.organization.accounts.size - 1;
  check('accounts in the audit', audits.length, members);
  for (const audit of audits) checkAgainstSandbox(scene, audit);
  return audits;
}

function checkAgainstSandbox(scene: Scene, audit: AccountAudit): void {
  const { account, state } = audit;
  if (account.state !== 'ACTIVE') {
    check(`state of ${account.name}, which is ${account.state}`, state, 'skipped');
    return;
  }
  const present = countOf(scene.credentialsOf(account.id));
  const seen = audit.type === 'audited' ? audit.decisions.length : undefined;
  check(`root credentials that the audit of ${account.name} lists`, seen, present);
  check(`whether ${account.name} is compliant`, state === 'compliant', present === 0);
}

export function countOf({ password, accessKeys, signingCertificates, mfaDevices }: RootCredentials): number {
  return Number(password) + accessKeys + signingCertificates + mfaDevices;
}

/** The number of accounts in each state. */
export function totals(audits: readonly AccountAudit[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { state } of audits) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

/** Fits into a terminal of 80 columns with the indentation of the steps. */
const TABLE_COLUMNS = 76;

export function auditTable(audits: readonly AccountAudit[]): string {
  const head = ['account', 'name', 'state'];
  const rows = audits.map(({ account, state }) => [account.id, account.name, state]);
  const widths = head.map(
    (_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)) + 2,
  );
  const usedColumns = widths.reduce((sum, width) => sum + width + 1, 1);
  const table = new Table({
    head: [...head, 'root credentials'],
    colWidths: [...widths, TABLE_COLUMNS - usedColumns - 1],
    wordWrap: true,
    style: { head: [], border: [] },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  });
  audits.forEach((audit, index) => {
    table.push([...(rows[index] ?? []), describe(audit)]);
  });
  return table.toString();
}

function describe(audit: AccountAudit): string {
  if (audit.type === 'skipped') return audit.account.state;
  if (audit.type === 'unreadable') return audit.failure.message;
  const kept = audit.decisions.find((decision) => actionOf(decision) === 'keep');
  const list = audit.decisions.map(({ credential }) => credential.kind).join(', ');
  return kept ? `${list}: ${REASONS[kept.reason].text}` : list;
}
