import type { PostureState, StateCounts } from '../../../domain/posture-state.ts';
import type { Write } from '../../../runtime/stdout.ts';
import type { CliContext } from '../../context.ts';
import { type Piecewise, piecewiseCsv, piecewiseJson } from '../../output/piecewise.ts';
import { formatBlocks } from '../../output/print.ts';
import type { OutputFormat, StreamedResult } from '../../output/result.ts';
import { type AuditedAccounts, accountJson } from './account-json.ts';
import { ACCOUNT_COLUMNS, accountBlocks, accountRows, isListed } from './account-rows.ts';
import type { AccountView } from './account-view.ts';
import { createCounter, exitOf, interruptedLine, recordedLines, type Tally } from './tally.ts';

/** Writes accounts as they are audited. Those without root credentials are counted and not kept in memory. */
export function streamedAccounts(context: CliContext, audited: AuditedAccounts): StreamedResult {
  return {
    writeAs: async (format, write) => {
      const tally = await writeAs(format, context, audited, write);
      const notice = interruptedLine(tally, 'audited');
      if (notice !== undefined) context.say(notice);
      for (const line of recordedLines(tally)) context.say(line);
      return exitOf(tally);
    },
  };
}

function writeAs(
  format: OutputFormat,
  { terminal }: CliContext,
  { accounts, ...heading }: AuditedAccounts,
  write: Write,
): Promise<Tally> {
  switch (format) {
    case 'json':
      return writePiecewise(accounts, accountJson, piecewiseJson(heading, 'accounts'), write);
    case 'csv':
      return writePiecewise(accounts, accountRows, piecewiseCsv(ACCOUNT_COLUMNS, LISTING_FAILED), write);
    case 'table':
      return writeTable(accounts, terminal, write);
  }
}

const UNKNOWN: PostureState = 'unknown';

/** State `unknown`, so that a filter for accounts that are not compliant finds it. */
const LISTING_FAILED = [undefined, 'accounts are missing here', UNKNOWN, 'listing-failed'];

/**
 * Writes each account as soon as it and those before it are audited. Nothing is written before the first account, so that
 * a command that fails at once leaves stdout empty.
 */
async function writePiecewise<Part>(
  accounts: AsyncIterable<AccountView>,
  partOf: (account: AccountView) => Part,
  texts: Piecewise<Part, { readonly summary: StateCounts }>,
  write: Write,
): Promise<Tally> {
  const counter = createCounter();
  let isStarted = false;
  const opening = () => (isStarted ? '' : texts.start());
  try {
    for await (const account of accounts) {
      counter.count(account);
      const text = opening() + texts.add(partOf(account));
      isStarted = true;
      await write(text);
    }
  } catch (error) {
    if (isStarted) await write(texts.abort());
    throw error;
  }
  const tally = counter.tally();
  await write(opening() + texts.end({ summary: tally.summary }));
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
