import { collect } from '../../concurrency/collect.ts';
import type { MemberAccount } from '../../domain/account.ts';
import { awsFailureOf } from '../../domain/errors.ts';
import { auditAccount } from '../../guardrail/operate/audit-account.ts';
import { listAllAccounts } from '../../guardrail/operate/list-accounts.ts';
import { gatherReport, gatherReportBeforeDeployment } from '../../guardrail/report/gather-report.ts';
import {
  accountFromAudit,
  accountWithoutAudit,
  type OrganizationReport,
  type ReportedAccount,
} from '../../guardrail/report/organization-report.ts';
import type { OperatorPorts } from '../../runtime/operator/ports.ts';
import type { CliContext } from '../context.ts';
import { explainError } from '../errors.ts';
import { refuseUnwritable, writeFilePieces } from '../files/write-file.ts';
import { findExceptionsSource, NO_EXCEPTIONS } from '../operations/judged-exceptions.ts';
import { mapAccounts } from '../operations/map-accounts.ts';
import { parseSince, resolveSince } from '../options/duration.ts';
import { flag, optional, withDefault } from '../options/option.ts';
import { text } from '../options/parsers.ts';
import { formatCsv } from '../output/csv.ts';
import { defineCommand } from '../program/command.ts';
import { reportPage } from '../views/report/page.ts';
import { reportResult } from '../views/report/result.ts';

const HTML = optional('--html <file>', 'also write the report as a self-contained HTML page', text);
const CSV = optional('--csv <file>', 'also write the accounts as CSV', text);
const LIVE = flag('--live', 'audit every account now instead of reading the recorded posture');
const SINCE = withDefault(
  '--since <when>',
  'show removals since then: a duration or a time',
  parseSince,
  '30d',
);

export const report = defineCommand({
  description: [
    'Shows first the coverage, which is the share of active accounts that were audited in time and are heard; then the state of every account, the violations, the exceptions and when they end, the removals and how fast they were, and the accounts without an audit for two days, or for twice fullSweepEveryHours where that is longer. Such an account is unknown, and so is one without a record. The management account is skipped, as AWS opens no root sessions there; whether its root user has MFA, access keys or signing certificates is read after each sweep, and is in a line of its own and in the JSON under managementAccount.',
    'With --live it needs nothing of rootguard: before it is deployed, the report shows what the accounts have now, judged without exceptions, and what is not known yet.',
    'The page written by --html is self-contained: it has no script and makes no request. It supports phones, printing, and light and dark mode.',
  ],
  options: { htmlFile: HTML, csvFile: CSV, live: LIVE, since: SINCE },
  examples: [
    'rootguard report',
    'rootguard report --html report.html --since 90d',
    'rootguard report --live --output json',
    'rootguard report --live --html first-day.html --profile management',
  ],
  exitCodes: {
    unknown:
      'the state of some accounts is unknown, or an entry of the ledger cannot be read, so that removals may be missing',
  },
  async run(context, args) {
    for (const path of [args.htmlFile, args.csvFile]) if (path !== undefined) await refuseUnwritable(path);
    const ports = await context.ports();
    const since = resolveSince(args.since, ports.clock.now());
    const gathered = await gather(context, ports, args.live, since);
    const result = reportResult(gathered);
    await writeIfRequested(context, args.htmlFile, () => reportPage(gathered));
    await writeIfRequested(context, args.csvFile, () => formatCsv(result.csv));
    return result;
  },
});

const BEFORE_DEPLOYMENT =
  'Before rootguard is deployed, use rootguard report --live: it audits every account now, and needs no table.';

async function gather(
  context: CliContext,
  ports: OperatorPorts,
  isLive: boolean,
  since: Date,
): Promise<OrganizationReport> {
  const { createReportPorts } = await import('../../runtime/operator/report-ports.ts');
  const { unitNames } = createReportPorts(ports);
  const deps = {
    ...ports.target,
    posture: ports.posture,
    ledger: ports.ledgerReader,
    exceptions: ports.exceptionWatch,
    unitNames,
    breaker: ports.breaker,
    sweepProgress: ports.sweepProgress,
    settings: ports.settings,
    deploymentRecord: ports.deploymentRecord,
    managementRoot: ports.managementRoot,
    requestedScopes: ports.requestedScopes,
    assumedCoverage: ports.assumedCoverage,
    clock: ports.clock,
  };
  if (!isLive) {
    const listed = { source: 'posture', accounts: listAllAccounts(ports.lister) } as const;
    try {
      return await gatherReport(deps, listed, since);
    } catch (error) {
      if (awsFailureOf(error)?.reason === 'resource-missing') context.say(BEFORE_DEPLOYMENT);
      throw error;
    }
  }
  if ((await findExceptionsSource(context, ports)) === 'not-deployed') {
    const accounts = await auditEvery(context, { ...ports, exceptions: NO_EXCEPTIONS });
    return gatherReportBeforeDeployment(deps, accounts, since);
  }
  return gatherReport(deps, { source: 'live', accounts: await auditEvery(context, ports) }, since);
}

async function auditEvery(context: CliContext, ports: OperatorPorts): Promise<readonly ReportedAccount[]> {
  const items = await collect(listAllAccounts(ports.lister));
  const { concurrency } = await context.settings();
  const audits = await mapAccounts(context, ports.clock, {
    items,
    concurrency,
    map: async (account) => accountFromAudit(await auditAccount(ports, account), ports.clock.now()),
    whenInterrupted: 'abandon',
  });
  return items.map((account, at): ReportedAccount => {
    const audit = audits[at];
    if (audit?.type === 'done') return audit.result;
    const error = audit?.type === 'failed' ? audit.error : undefined;
    const reported = accountWithoutAudit(account, error);
    if (reported.uncertainty === 'audit-failed') printError(context, account, error);
    return reported;
  });
}

function printError({ say }: CliContext, { id, name }: MemberAccount, error: unknown): void {
  const [first = '', ...more] = explainError(error).lines;
  for (const line of [`account ${id} (${name}): ${first}`, ...more]) say(line);
}

async function writeIfRequested(
  { say }: CliContext,
  path: string | undefined,
  content: () => string,
): Promise<void> {
  if (path === undefined) return;
  await writeFilePieces(
    path,
    (async function* () {
      yield content();
    })(),
  );
  say(`${path} written`);
}
