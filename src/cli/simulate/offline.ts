import type { MemberAccount } from '../../domain/account.ts';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import { type ExceptionReading, formatScope, scopesOf } from '../../domain/exception.ts';
import { type ParsedExceptionRow, splitRows } from '../../domain/exception-row.ts';
import type { SimulateDependencies } from '../../guardrail/operate/simulate.ts';
import type { AccountDirectory, AccountLookup } from '../../guardrail/ports/organization.ts';
import type { AuditSession, RootAuditor } from '../../guardrail/ports/root-sessions.ts';
import { credentialsOf, memberOf, type World, type WorldAccount } from './world.ts';

/** The ports of a simulation on a world file, without AWS. */
export function offlinePorts(
  world: World,
  rows: readonly ParsedExceptionRow[],
): Omit<SimulateDependencies, 'policy'> {
  const { managementAccountId } = world.organization;
  return {
    managementAccountId,
    directory: directoryOf(world),
    auditor: auditorOf(world),
    exceptions: { readFor: async (account) => exceptionsFor(account, rows) },
    breaker: NOTHING_COUNTED,
  };
}

/** A breaker before its first removal. */
export const NOTHING_COUNTED: SimulateDependencies['breaker'] = {
  state: async () => ({ type: 'closed', accountsThisHour: 0 }),
  wouldPermit: async (_account, maxAccountsPerHour, now) =>
    maxAccountsPerHour > 0 ? { type: 'closed', accountsThisHour: 1 } : { type: 'open', since: now },
};

function directoryOf(world: World): AccountDirectory {
  const find = async (id: string): Promise<AccountLookup> => {
    if (id === world.organization.managementAccountId) return { type: 'management-account' };
    const account = world.accounts.find((one) => one.id === id);
    return account === undefined
      ? {
          type: 'not-in-organization',
          failure: failure('account-not-found', DESCRIBE, `the file has no account ${id}`),
        }
      : { type: 'member', account: memberOf(world, account) };
  };
  return { describe: find, describeUncached: find };
}

const DESCRIBE = 'organizations:DescribeAccount';

const ASSUME_ROOT = 'sts:AssumeRoot';

function auditorOf({ organization, accounts }: World): RootAuditor {
  return {
    async openAuditSession(id) {
      if (!organization.trustedServices.includes('iam.amazonaws.com')) {
        return {
          type: 'refused',
          failure: failure('trusted-access-off', ASSUME_ROOT, 'Service not enabled for AWS Organizations.'),
        };
      }
      if (!organization.features.includes('RootCredentialsManagement')) {
        const message = 'Root credentials management feature is not enabled for your AWS Organization.';
        return { type: 'refused', failure: failure('root-credentials-management-off', ASSUME_ROOT, message) };
      }
      const account = accounts.find((one) => one.id === id);
      return account === undefined
        ? { type: 'refused', failure: failure('not-authorized', ASSUME_ROOT, `there is no account ${id}`) }
        : { type: 'opened', session: sessionIn(account) };
    },
  };
}

const LISTINGS = [
  'iam:GetLoginProfile',
  'iam:ListAccessKeys',
  'iam:ListMFADevices',
  'iam:ListSigningCertificates',
];

function sessionIn(account: WorldAccount): AuditSession {
  const credentials = credentialsOf(account);
  const denied = (calls: readonly string[]) => {
    const call = calls.find((one) => account.deniedByScp.some((pattern) => matches(pattern, one)));
    const why = 'is not authorized, with an explicit deny in a service control policy';
    return call && failure('denied-by-scp', call, `The root user of ${account.id} ${why}`);
  };
  return {
    async readSummary() {
      const refusal = denied(['iam:GetAccountSummary', 'iam:ListAccessKeys', 'iam:ListSigningCertificates']);
      if (refusal) return { type: 'unreadable', failure: refusal };
      return { type: 'readable', present: new Set(credentials.map(({ kind }) => kind)) };
    },
    async readInventory() {
      const refusal = denied(LISTINGS);
      return refusal ? { type: 'unreadable', failure: refusal } : { type: 'readable', credentials };
    },
    readKeyLastUsed: async () => undefined,
  };
}

/** As in an IAM policy: `*` matches any text, and case does not matter. */
function matches(pattern: string, action: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(action);
}

async function exceptionsFor(
  account: MemberAccount,
  rows: readonly ParsedExceptionRow[],
): Promise<ExceptionReading> {
  const scopes = scopesOf(account);
  return { type: 'readable', ...(await splitRows(rows.filter((row) => scopes.includes(scopeOf(row))))) };
}

function scopeOf(row: ParsedExceptionRow): string {
  return row.type === 'exception' ? formatScope(row.exception.scope) : row.malformed.scope;
}

/** As AWS would answer in the organization of the file. */
function failure(reason: AwsFailure['reason'], call: string, message: string): AwsFailure {
  const code = reason === 'account-not-found' ? 'AccountNotFoundException' : 'AccessDenied';
  return { reason, call, code, message, requestId: undefined };
}
