import type { PostureState } from '../../../domain/posture-state.ts';
import type { CliContext } from '../../context.ts';
import type { AuditedAccounts } from '../../operations/audit-selected.ts';
import { type Piecewise, piecewiseCsv, piecewiseJson } from '../../output/piecewise.ts';
import { formatBlocks } from '../../output/print.ts';
import type { OutputFormat, StreamedResult } from '../../output/result.ts';
import type { Write } from '../../output/stdout.ts';
import { accountJson } from './account-json.ts';
import { ACCOUNT_COLUMNS, accountBlocks, accountRows, isListed } from './account-rows.ts';
import type { AccountView } from './account-view.ts';
import { createCounter, exitOf, leftOutLine, type Summary, type Tally } from './tally.ts';

/** Accounts as they become known. Those without root credentials are counted, and held by no output. */
export function streamedAccounts(context: CliContext, audited: AuditedAccounts): StreamedResult {
  return {
    writeAs: async (format, write) => {
      const tally = await writeAs(format, context, audited, write);
      const leftOut = leftOutLine(tally, 'audited');
      if (leftOut !== undefined) context.say(leftOut);
      return exitOf(tally);
    },
  };
}

function writeAs(
  format: OutputFormat,
  { terminal }: CliContext,
  { accounts, organizationId, auditedAt }: AuditedAccounts,
  write: Write,
): Promise<Tally> {
  switch (format) {
    case 'json':
      return writePiecewise(
        accounts,
        accountJson,
        piecewiseJson({ organizationId, auditedAt }, 'accounts'),
        write,
      );
    case 'csv':
      return writePiecewise(accounts, accountRows, piecewiseCsv(ACCOUNT_COLUMNS, BROKEN_OFF), write);
    case 'table':
      return writeTable(accounts, terminal, write);
  }
}

const UNKNOWN: PostureState = 'unknown';

/** Whoever filters for what is not compliant meets it. */
const BROKEN_OFF = [undefined, 'accounts are missing here', UNKNOWN, 'listing-failed'];

/**
 * Writes each account as soon as it is known and those before it are written. Nothing is written before there is one, so
 * that what fails at once leaves stdout empty.
 */
export async function writePiecewise<Part>(
  accounts: AsyncIterable<AccountView>,
  partOf: (account: AccountView) => Part,
  texts: Piecewise<Part, { readonly summary: Summary }>,
  write: Write,
): Promise<Tally> {
  const counter = createCounter();
  let isBegun = false;
  const beginning = () => (isBegun ? '' : texts.start());
  try {
    for await (const account of accounts) {
      counter.count(account);
      const text = beginning() + texts.add(partOf(account));
      isBegun = true;
      await write(text);
    }
  } catch (error) {
    if (isBegun) await write(texts.abort());
    throw error;
  }
  const tally = counter.tally();
  await write(beginning() + texts.end({ summary: tally.summary }));
  return tally;
}

async function writeTable(
  accounts: AsyncIterable<AccountView>,
  terminal: CliContext['terminal'],
  write: Write,
): Promise<Tally> {
  const counter = createCounter();
  const listed: AccountView[] = [];
  for await (const account of accounts) {
    counter.count(account);
    if (isListed(account)) listed.push(account);
  }
  const tally = counter.tally();
  await write(formatBlocks(accountBlocks(listed, tally), terminal));
  return tally;
}
