import { describeWithRequestId } from '../../../domain/aws-failure.ts';
import { counted } from '../../../domain/counted.ts';
import { effectOfMalformedRow, formatScope } from '../../../domain/exception.ts';
import {
  notSeenSince,
  type OrganizationReport,
  pathOf,
  type ReportedAccount,
  STATES_BY_URGENCY,
  totalsOf,
} from '../../../guardrail/report/organization-report.ts';
import { timesToRemoval } from '../../../guardrail/report/removal-history.ts';
import type { Exit } from '../../exit-codes.ts';
import { formatDuration } from '../../options/duration.ts';
import { type Block, type Cell, lines, type Result, type Rows, table } from '../../output/result.ts';
import { describeCredential } from '../accounts/account-rows.ts';
import { coverageJson, coverageSentence } from '../coverage.ts';
import { coverageOf, exceptionJson } from '../exceptions.ts';
import { malformedEntryBlocks } from '../malformed-entries.ts';
import { managementRootJson, managementRootSentence } from '../management-root.ts';
import { STATE_TONES } from '../state-tones.ts';
import { formatDay, formatMilliseconds } from './format.ts';

/** The report for the terminal and for other programs. */
export function reportResult(report: OrganizationReport): Result {
  return {
    exit: exitOf(report),
    json: reportJson(report),
    blocks: reportBlocks(report),
    csv: reportCsv(report),
  };
}

/** A malformed ledger entry may hide a removal, so the report counts as incomplete. */
function exitOf({ accounts, malformedEntries }: OrganizationReport): Exit {
  if (accounts.some(({ state }) => state === 'violating')) return 'violations';
  const isIncomplete = malformedEntries.length > 0 || accounts.some(({ state }) => state === 'unknown');
  return isIncomplete ? 'unknown' : 'ok';
}

export function staleAccounts({
  accounts,
  generatedAt,
  staleAfterHours,
}: OrganizationReport): readonly ReportedAccount[] {
  return notSeenSince(accounts, new Date(generatedAt.getTime() - staleAfterHours * 3_600_000));
}

/** `two days`, which most intervals between sweeps lead to. */
export function staleAfterText({ staleAfterHours: hours }: OrganizationReport): string {
  if (hours === 48) return 'two days';
  return hours % 24 === 0 ? `${hours / 24} days` : `${hours} hours`;
}

function reportJson(report: OrganizationReport) {
  const { organizationId, generatedAt, source, accounts, unitNames, exceptions, malformedExceptions } =
    report;
  return {
    organizationId,
    generatedAt,
    source,
    isDeployed: report.isDeployed,
    modes: report.modes ?? null,
    coverage: report.coverage ? coverageJson(report.coverage) : null,
    managementAccount: report.managementRoot ? managementRootJson(report.managementRoot) : null,
    breaker: report.breaker ?? null,
    summary: totalsOf(accounts),
    accounts: accounts.map(({ account, state, credentials, failure, uncertainty, auditedAt }) => ({
      accountId: account.id,
      name: account.name,
      organizationalUnits: account.organizationalUnits.map((id) => ({ id, name: unitNames.get(id) ?? null })),
      accountState: account.state,
      state,
      credentials: credentials.map(({ credential, result, reason, exceptionId }) => ({
        kind: credential.kind,
        id: credential.id,
        createdAt: credential.createdAt ?? null,
        result,
        reason,
        exceptionId: exceptionId ?? null,
      })),
      failure: failure ?? null,
      uncertainty: uncertainty ?? null,
      auditedAt: auditedAt ?? null,
    })),
    exceptions: exceptions.map((exception) => exceptionJson(exception, generatedAt)),
    malformedExceptions,
    malformedLedgerEntries: report.malformedEntries.map(({ account, key, issues }) => ({
      account,
      key,
      issues,
    })),
    removals: {
      since: report.removals.since,
      times: timesToRemoval(report.removals) ?? null,
      list: report.removals.removals,
    },
    canaryRuns: report.canaryRuns.map((run) => ({
      ...run,
      totalMs: run.totalMs ?? null,
      refusal: run.refusal ?? null,
    })),
    staleAfterHours: report.staleAfterHours,
    notSeenLately: staleAccounts(report).map(({ account }) => account.id),
  };
}

function reportBlocks(report: OrganizationReport): readonly Block[] {
  const { accounts, generatedAt, source } = report;
  const totals = totalsOf(accounts);
  const listed = accounts.filter(({ state }) => state !== 'compliant' && state !== 'skipped');
  const counts = STATES_BY_URGENCY.map((state) => `${totals[state]} ${state}`);
  return [
    ...(report.coverage ? [lines(coverageSentence(report.coverage))] : []),
    table(
      ['account', 'unit', 'state', 'credentials', 'last audit'],
      listed.map((one) => accountRow(one, report)),
    ),
    table(
      ['exception', 'scope', 'credentials', 'expires', 'reason'],
      report.exceptions.map(({ id, scope, expiresAt, reason, ticket, ...covered }) => [
        id,
        formatScope(scope),
        coverageOf(covered),
        expiresAt === 'never'
          ? 'never'
          : `${formatDay(expiresAt)}, in ${formatDuration((expiresAt.getTime() - generatedAt.getTime()) / 1000)}`,
        ticket === undefined ? reason : `${reason} (${ticket})`,
      ]),
    ),
    table(
      ['exception that cannot be read', 'scope', 'until it is corrected', 'issues'],
      report.malformedExceptions.map((row) => [
        row.id,
        row.scope,
        effectOfMalformedRow(row),
        row.issues.join('; '),
      ]),
    ),
    ...malformedEntryBlocks(report.malformedEntries),
    table(
      ['canary run', 'account', 'result', 'seconds', 'not seen'],
      report.canaryRuns.map(({ at, account, result, totalMs, missing, refusal }) => [
        at,
        account,
        { value: result, tone: result === 'completed' ? 'good' : 'bad' },
        totalMs === undefined ? undefined : (totalMs / 1000).toFixed(1),
        refusal ?? missing.join(', '),
      ]),
    ),
    lines(
      ...(report.managementRoot ? [managementRootSentence(report.managementRoot)] : []),
      ...(report.isDeployed ? [removalsLine(report), staleLine(report)] : [NOT_DEPLOYED]),
      `${counted(totals.accounts, 'account')} (${source === 'live' ? 'audited now' : 'as the latest audits found them'}): ${counts.join(', ')}`,
    ),
  ];
}

const NOT_DEPLOYED =
  'rootguard is not deployed: there are no exceptions and no recorded removals, and every root credential counts as unapproved';

function accountRow(account: ReportedAccount, { unitNames }: OrganizationReport): readonly Cell[] {
  const { id, name } = account.account;
  return [
    `${id} ${name}`,
    pathOf(account.account, unitNames),
    {
      value: account.uncertainty ? `${account.state}: ${account.uncertainty}` : account.state,
      tone: STATE_TONES[account.state],
    },
    account.credentials
      .map(
        ({ credential, result, reason }) =>
          // It is kept, and still the account needs action.
          `${describeCredential(credential, account.credentials)} ${result}${reason === 'mfa-lost' ? ', its MFA device is gone' : ''}`,
      )
      .join(', ') || (account.failure === undefined ? '' : describeWithRequestId(account.failure)),
    account.auditedAt ?? 'never',
  ];
}

function removalsLine({ removals }: OrganizationReport): string {
  const total = removals.removals.reduce((sum, { credentials }) => sum + credentials.length, 0);
  const times = timesToRemoval(removals);
  const speed =
    times === undefined
      ? ''
      : `; from event to removal ${formatMilliseconds(times.medianMs)} (median), ${formatMilliseconds(times.percentile95Ms)} (95th percentile), ${formatMilliseconds(times.maxMs)} (longest)`;
  return `${total} credentials removed since ${formatDay(removals.since)}${speed}`;
}

function staleLine(report: OrganizationReport): string {
  const stale = staleAccounts(report).map(({ account }) => `${account.id} ${account.name}`);
  return stale.length === 0
    ? `every active account was audited within the last ${staleAfterText(report)}`
    : `not seen for ${staleAfterText(report)}: ${stale.join(', ')}`;
}

/** One row for each credential; an account without any has a row of its own. */
function reportCsv(report: OrganizationReport): Rows {
  const nothing: readonly Cell[] = Array<Cell>(6).fill(undefined);
  return {
    columns: [
      'accountId',
      'name',
      'unit',
      'accountState',
      'state',
      'auditedAt',
      'failure',
      'kind',
      'id',
      'createdAt',
      'result',
      'reason',
      'exceptionId',
    ],
    rows: report.accounts.flatMap(({ account, state, auditedAt, failure, uncertainty, credentials }) => {
      const unit = pathOf(account, report.unitNames);
      const about = [
        account.id,
        account.name,
        unit,
        account.state,
        state,
        auditedAt,
        failure?.reason ?? uncertainty,
      ];
      if (credentials.length === 0) return [[...about, ...nothing]];
      return credentials.map(({ credential, result, reason, exceptionId }) => [
        ...about,
        credential.kind,
        credential.id,
        credential.createdAt,
        result,
        reason,
        exceptionId,
      ]);
    }),
  };
}
