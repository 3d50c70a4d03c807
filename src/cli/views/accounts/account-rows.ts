import { isFailedCall } from '../../../domain/aws-failure.ts';
import { type Credential, hasPasswordWithoutMfa } from '../../../domain/credentials.ts';
import { REASONS } from '../../../domain/reasons.ts';
import { causeKeyOf, explainFailure } from '../../errors.ts';
import { type Block, type Cell, lines, type Rows, table } from '../../output/result.ts';
import { STATE_TONES } from '../state-tones.ts';
import { ACCOUNT_REASONS, type AccountView, type CredentialView } from './account-view.ts';
import { summaryLine, tallyOf } from './tally.ts';

/** Compliant accounts without root credentials are counted but not listed. */
export function isListed({ state, credentials }: AccountView): boolean {
  return state !== 'compliant' || credentials.length > 0;
}

/** @param tally of all accounts, if `accounts` holds only those that are listed */
export function accountBlocks(accounts: readonly AccountView[], tally = tallyOf(accounts)): readonly Block[] {
  const listed = accounts.filter(isListed);
  const withOutcome = listed.some(({ credentials }) => credentials.some(({ result }) => result));
  const last = withOutcome ? 'result' : 'action';
  return [
    table(
      ['account', 'state', 'credential', 'created', last, 'why'],
      listed.flatMap((account) => rowsOf(account, withOutcome)),
    ),
    ...detailBlocks(accounts),
    ...failureBlocks(accounts),
    lines(summaryLine(tally)),
  ];
}

export const ACCOUNT_COLUMNS = [
  'accountId',
  'name',
  'state',
  'accountReason',
  'kind',
  'id',
  'createdAt',
  'lastUsedAt',
  'action',
  'exceptionId',
  'reason',
  'result',
] as const;

export function accountCsv(accounts: readonly AccountView[]): Rows {
  return { columns: ACCOUNT_COLUMNS, rows: accounts.flatMap(accountRows) };
}

/** One row for each credential, or one for an account without credentials. */
export function accountRows({
  accountId,
  name,
  state,
  reason,
  credentials,
}: AccountView): readonly (readonly Cell[])[] {
  const account = [accountId, name, state, reason];
  if (credentials.length === 0) return [[...account, ...Array<Cell>(8).fill(undefined)]];
  return credentials.map((one) => [
    ...account,
    one.credential.kind,
    one.credential.id,
    one.credential.createdAt,
    one.lastUsedAt,
    one.action,
    one.exceptionId,
    one.reason,
    one.result?.result,
  ]);
}

export function nameOf({ accountId, name }: AccountView): string {
  return name === accountId ? `account ${accountId}` : `account ${accountId} (${name})`;
}

function rowsOf(account: AccountView, withOutcome: boolean): readonly (readonly Cell[])[] {
  const { accountId, name, state, credentials } = account;
  const who = name === accountId ? accountId : `${accountId} ${name}`;
  const head: readonly Cell[] = [who, { value: state, tone: STATE_TONES[state] }];
  if (credentials.length === 0) return [[...head, '', '', '', accountReason(account)]];
  return credentials.map((one) => [
    ...head,
    describeCredential(one.credential, credentials),
    created(one),
    withOutcome ? resultCell(one) : actionCell(one),
    credentialReason(one),
  ]);
}

/** Only access keys have a last use. A key without one was never used since AWS started to record it. */
function created({ credential, lastUsedAt }: CredentialView): string {
  const at = credential.createdAt === undefined ? 'unknown' : dayOf(credential.createdAt);
  if (credential.kind !== 'access-key') return at;
  return lastUsedAt === undefined ? `${at}, never used` : `${at}, used ${dayOf(lastUsedAt)}`;
}

/** The table shows the day only; JSON and CSV have the full time. */
function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/**
 * A password has no id of its own.
 * @param all the credentials of the account that are there, where a password without MFA is to be named as such
 */
export function describeCredential(
  { kind, id, status }: Credential,
  all: readonly Pick<CredentialView, 'credential'>[] = [],
): string {
  if (kind === 'login-profile') {
    return hasPasswordWithoutMfa(all.map(({ credential }) => credential)) ? `${kind} without MFA` : kind;
  }
  return status === 'Inactive' ? `${kind} ${id} (inactive)` : `${kind} ${id}`;
}

function actionCell({ action }: CredentialView): Cell {
  if (action === 'keep') return { value: 'keep', tone: 'good' };
  return { value: action, tone: action === 'remove' ? 'bad' : 'doubtful' };
}

function resultCell(view: CredentialView): Cell {
  const result = view.result?.result ?? 'withheld';
  const tone = result === 'failed' ? 'bad' : result === 'withheld' ? 'doubtful' : 'good';
  return { value: result, tone };
}

function credentialReason({ reason, exceptionId, result }: CredentialView): string {
  const why = exceptionId === undefined ? REASONS[reason].text : `${REASONS[reason].text} (${exceptionId})`;
  return result?.failedBecause === undefined ? why : `${result.failedBecause}. ${why}`;
}

function accountReason({ reason, detail, failure }: AccountView): string {
  if (failure !== undefined)
    return isFailedCall(failure) ? `${failure.reason}: ${failure.code}` : failure.reason;
  const text = Object.entries(ACCOUNT_REASONS).find(([key]) => key === reason)?.[1] ?? '';
  return detail === undefined ? text : `${text} (${detail})`;
}

/** The reason of accounts whose rows show credentials instead. Failures of AWS are printed by `failureBlocks`. */
function detailBlocks(accounts: readonly AccountView[]): readonly Block[] {
  return accounts
    .filter(({ credentials, failure }) => credentials.length > 0 && failure === undefined)
    .flatMap((account) => {
      const text = account.detail === undefined ? '' : accountReason(account);
      return text === '' ? [] : [lines(`${nameOf(account)}: ${text}`, '')];
    });
}

/** Prints the same failure of many accounts, such as a disabled feature, once with all account names. */
function failureBlocks(accounts: readonly AccountView[]): readonly Block[] {
  const explanations = new Map<string, { readonly lines: readonly string[]; readonly names: Set<string> }>();
  for (const account of accounts) {
    const name = nameOf(account);
    for (const failure of failuresOf(account)) {
      const key = `${causeKeyOf(failure, account.accountId)} ${failure.message}`;
      const same = explanations.get(key);
      if (same) same.names.add(name);
      else explanations.set(key, { lines: explainFailure(failure, name), names: new Set([name]) });
    }
  }
  return [...explanations.values()].map(({ lines: explained, names: [, ...others] }) =>
    lines(...explained, ...(others.length > 0 ? [`  the same in:  ${others.join(', ')}`] : []), ''),
  );
}

function failuresOf({ failure, credentials }: AccountView) {
  const ofCredentials = credentials.flatMap(({ result }) => result?.failure ?? []);
  return failure === undefined ? ofCredentials : [failure, ...ofCredentials];
}
