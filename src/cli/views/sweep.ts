import { describeFailure } from '../../domain/aws-failure.ts';
import { counted } from '../../domain/counted.ts';
import type { PostureState, StateCounts } from '../../domain/posture-state.ts';
import {
  type ReportedAccount,
  STATES_BY_URGENCY,
  totalsOf,
} from '../../guardrail/report/organization-report.ts';
import type { Followed } from '../../guardrail/sweep/follow-audits.ts';
import type { SweepSelection } from '../../guardrail/sweep/request-sweep.ts';
import type { Exit } from '../exit-codes.ts';
import { lines, type Result, table } from '../output/result.ts';
import { describeCredential } from './accounts/account-rows.ts';
import { STATE_TONES } from './state-tones.ts';

/** What was requested, before anything was audited. */
export function requestedResult(selection: SweepSelection): Result {
  const requested = requestedJson(selection);
  return {
    exit: 'ok',
    json: { requested },
    blocks: [lines(requestedLine(selection), 'Follow it with --wait, or see rootguard report afterwards.')],
    csv: {
      columns: ['requested', 'id'],
      rows: [
        ...(requested.organization ? [['organization', undefined]] : []),
        ...requested.organizationalUnits.map((id) => ['organizational-unit', id]),
        ...requested.accounts.map((id) => ['account', id]),
      ],
    },
  };
}

function requestedJson(selection: SweepSelection) {
  if (selection.type === 'organization') return { organization: true, organizationalUnits: [], accounts: [] };
  const { organizationalUnits, accounts } = selection;
  return { organization: false, organizationalUnits, accounts };
}

export function requestedLine(selection: SweepSelection): string {
  if (selection.type === 'organization') {
    return 'Requested: the sweeper queues every account of the organization within five minutes.';
  }
  const { accounts, organizationalUnits } = selection;
  const queued = `${counted(accounts.length, 'account')} queued`;
  if (organizationalUnits.length === 0) return `Requested: ${queued}.`;
  const units = counted(organizationalUnits.length, 'organizational unit');
  return `Requested: the sweeper queues the accounts of ${units} within five minutes${accounts.length === 0 ? '' : `; ${queued}`}.`;
}

/** While nothing is audited yet. @param due of the next watch, where it is known */
export function waitingLine(due: Date | undefined, everyMinutes: number): string {
  const when = due === undefined ? `within ${counted(everyMinutes, 'minute')}` : `at ${due.toISOString()}`;
  return `Waiting for the next watch of the sweeper, which queues them: due ${when}. Ctrl-C ends only the waiting.`;
}

/** What the audits found. An account that was not audited again counts as unknown. */
export function followedResult(selection: SweepSelection, { end, accounts, notAudited }: Followed): Result {
  const open = new Set(notAudited.map(({ id }) => id));
  const found = accounts.map(
    (one): ReportedAccount => (open.has(one.account.id) ? { ...one, state: 'unknown' } : one),
  );
  const summary = totalsOf(found);
  const listed = found.filter(({ state }) => state === 'violating' || state === 'unknown');
  return {
    exit: exitOf(end, summary),
    json: {
      requested: requestedJson(selection),
      end,
      summary,
      accounts: found.map(({ account, state, credentials, failure, auditedAt }) => ({
        accountId: account.id,
        name: account.name,
        state,
        isAudited: !open.has(account.id),
        auditedAt: auditedAt ?? null,
        credentials: credentials.map(({ credential, result, reason }) => ({
          kind: credential.kind,
          id: credential.id,
          result,
          reason,
        })),
        failure: failure ?? null,
      })),
    },
    blocks: [
      table(
        ['account', 'state', 'why'],
        listed.map((one) => [
          `${one.account.id} ${one.account.name}`,
          { value: one.state, tone: STATE_TONES[one.state] },
          open.has(one.account.id) ? NOT_AUDITED : whyListed(one),
        ]),
      ),
      lines(...endLines(end, notAudited.length), summaryLine(summary)),
    ],
    csv: {
      columns: ['accountId', 'name', 'state', 'isAudited', 'auditedAt'],
      rows: found.map(({ account, state, auditedAt }) => [
        account.id,
        account.name,
        state,
        !open.has(account.id),
        auditedAt,
      ]),
    },
  };
}

const NOT_AUDITED = 'It was not audited since the request.';

function exitOf(end: Followed['end'], { violating, unknown }: StateCounts): Exit {
  if (end === 'interrupted') return 'failure';
  if (violating > 0) return 'violations';
  return unknown > 0 ? 'unknown' : 'ok';
}

function whyListed({ credentials, failure }: ReportedAccount): string {
  if (failure !== undefined) return describeFailure(failure);
  return credentials
    .map(({ credential, result }) => `${describeCredential(credential)} ${result}`)
    .join(', ');
}

function endLines(end: Followed['end'], open: number): readonly string[] {
  switch (end) {
    case 'complete':
      return [];
    case 'interrupted':
      return [`Interrupted: the audits continue; ${counted(open, 'account')} not audited yet.`];
    case 'stalled':
      return [
        `No further account was audited for half an hour; ${counted(open, 'account')} not audited.`,
        'See which messages failed with rootguard queue status, and whether everything runs with rootguard doctor.',
      ];
  }
}

function summaryLine({ accounts, ...counts }: StateCounts): string {
  const inOrder: readonly PostureState[] = STATES_BY_URGENCY;
  return `${counted(accounts, 'account')}: ${inOrder.map((state) => `${counts[state]} ${state}`).join(', ')}`;
}
