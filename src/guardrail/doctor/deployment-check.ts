import type { AccountId } from '../../domain/account.ts';
import type { Inspector } from '../ports/deployment-inspection.ts';
import { type Check, type CheckId, ok, problem, refused, skipped } from './check.ts';
import type { TableNames } from './service-checks.ts';

/** What makes up a deployment, and where it should be. */
export interface ExpectedDeployment {
  readonly callerAccount: AccountId;
  readonly homeAccountId: AccountId;
  readonly tables: readonly TableNames[];
  readonly bus: string;
  /** Begins the name of each of its rules. */
  readonly rulePrefix: string;
}

/** The checks that have no meaning in an account in which nothing of rootguard is. */
const DEPENDENT: readonly CheckId[] = [
  'session-regions',
  'home-rules',
  'event-sources',
  'tables',
  'settings',
  'exceptions',
  'breaker',
  'work-queues',
  'dead-letters',
  'last-sweep',
  'requested-audits',
  'last-event',
  'management-root',
  'canary',
  'heard-accounts',
  'coverage',
];

/** Whether there is anything of rootguard at all, so that nothing is reported once where everything is missing. */
export async function checkDeployment(inspector: Inspector, expected: ExpectedDeployment): Promise<Check> {
  const id = 'deployment';
  const { callerAccount, homeAccountId, tables, bus, rulePrefix } = expected;
  const [rules, ...found] = await Promise.all([
    inspector.readRules(bus, rulePrefix),
    ...tables.map(({ name }) => inspector.readTable(name)),
  ]);
  for (const reading of [rules, ...found]) {
    if (reading.type === 'unreadable') return refused(id, reading.failure);
  }
  const names = [
    ...tables.filter((_, at) => isThere(found[at])).map(({ name }) => `table ${name}`),
    ...(isThere(rules) ? [`bus ${bus}`] : []),
  ];
  if (names.length > 0) return ok(id, names.join(', '));
  if (callerAccount !== homeAccountId) {
    const use = `Run doctor with credentials of the home account ${homeAccountId} too.`;
    return skipped(
      id,
      `the home account is ${homeAccountId}; these credentials are of ${callerAccount}`,
      use,
    );
  }
  return problem(
    id,
    `nothing of it is in ${callerAccount}: no table, no bus`,
    'Use credentials of the home account, name the tables (--exceptions-table, …), or deploy rootguard.',
  );
}

function isThere(reading: Awaited<ReturnType<Inspector['readTable' | 'readRules']>> | undefined): boolean {
  return reading?.type === 'readable' && reading.value !== undefined;
}

/** Undefined where the check is to be made. */
export function skippedWithout(deployment: Check, id: CheckId): Check | undefined {
  const isAbsent = deployment.status === 'problem' || deployment.status === 'skipped';
  return isAbsent && DEPENDENT.includes(id) ? skipped(id, deployment.detail) : undefined;
}
