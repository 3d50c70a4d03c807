import { AWS_FAILURES } from '../src/domain/aws-failure.ts';
import { ERROR_CODES, type Responsible } from '../src/domain/error-codes.ts';

/*
 * The tables of docs/errors.md:
 *   npx tsx scripts/error-tables.ts
 */

const RESPONSIBLE: Readonly<Record<Responsible, string>> = {
  user: 'the user',
  aws: 'AWS',
  rootguard: 'rootguard',
};

/** Markdown, one row for each code of a `RootguardError`. */
export function errorCodesTable(): string {
  return [
    '| Code | Whose problem | What it means | What to do |',
    '|---|---|---|---|',
    ...Object.entries(ERROR_CODES).map(([code, { responsible, meaning, nextStep }]) =>
      row(`\`${code}\``, RESPONSIBLE[responsible], meaning, nextStep),
    ),
  ].join('\n');
}

/** Markdown, one row for each reason why AWS did not give an answer. */
export function failureReasonsTable(): string {
  return [
    '| Reason | Concerns | Retried | Likely cause | What to do |',
    '|---|---|---|---|---|',
    ...Object.entries(AWS_FAILURES).map(([reason, { reach, transient, cause, advice }]) =>
      row(
        `\`${reason}\``,
        reach === 'organization' ? 'every account' : 'one account',
        transient ? 'yes' : 'no',
        cause,
        advice,
      ),
    ),
  ].join('\n');
}

function row(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/<(\w+)>/g, '`<$1>`')).join(' | ')} |`;
}

if (process.argv[1] === import.meta.filename) {
  process.stdout.write(`${errorCodesTable()}\n\n${failureReasonsTable()}\n`);
}
