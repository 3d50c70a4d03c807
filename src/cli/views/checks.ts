import { counted } from '../../domain/counted.ts';
import type { Check, CheckStatus } from '../../guardrail/checks/check.ts';
import { explainFailure } from '../errors.ts';
import type { Exit } from '../exit-codes.ts';
import { type Block, lines, type Rows, table } from '../output/result.ts';
import type { Tone } from '../terminal/terminal.ts';

const STATUS: Readonly<Record<CheckStatus, { readonly text: string; readonly tone: Tone }>> = {
  ok: { text: 'ok', tone: 'good' },
  warning: { text: 'warning', tone: 'doubtful' },
  problem: { text: 'problem', tone: 'bad' },
  unknown: { text: 'unknown', tone: 'doubtful' },
  skipped: { text: 'skipped', tone: 'doubtful' },
};

/** A problem takes precedence over a check that could not be made. */
export function exitOf(checks: readonly Check[]): Exit {
  if (checks.some(({ status }) => status === 'problem')) return 'violations';
  return checks.some(({ status }) => status === 'unknown') ? 'unknown' : 'ok';
}

/** The meaning of the exit codes of a command that makes checks. */
export const CHECK_EXIT_CODES = {
  violations: 'a check found a problem',
  unknown: 'there is no problem, but something could not be checked',
} as const satisfies Partial<Record<Exit, string>>;

export function checkBlocks(checks: readonly Check[]): readonly Block[] {
  return [
    table(
      ['check', 'result', 'found'],
      checks
        .filter((check) => !followsFromAnother(check))
        .map(({ title, status, detail }) => [
          title,
          { value: STATUS[status].text, tone: STATUS[status].tone },
          detail,
        ]),
    ),
    ...adviceBlocks(checks),
    lines(summaryOf(checks)),
  ];
}

/** Why it was skipped is in the row of another check. */
function followsFromAnother({ status, advice }: Check): boolean {
  return status === 'skipped' && advice === undefined;
}

/** Checks with the same advice share it. */
function adviceBlocks(checks: readonly Check[]): readonly Block[] {
  const shared = new Map<string, Check[]>();
  for (const check of checks) {
    const { advice, failure, id } = check;
    if (advice === undefined && failure === undefined) continue;
    const key = failure === undefined ? `${advice}` : `about ${id}`;
    shared.set(key, [...(shared.get(key) ?? []), check]);
  }
  return [...shared.values()].flatMap(adviceBlock);
}

/** The first line of the advice is a sentence; what is to be pasted follows as it is, in lines that are not wrapped. */
function adviceBlock(checks: readonly Check[]): readonly Block[] {
  const [{ advice, failure } = {}] = checks;
  const [sentence, ...toPaste] = advice?.split('\n') ?? [];
  return [
    lines(
      ...checks.map(({ title }) => `${title}:`),
      ...(sentence === undefined ? [] : [`  what to do:   ${sentence}`]),
      ...(failure === undefined ? [] : explainFailure(failure).map((line) => `  ${line.trim()}`)),
    ),
    ...(toPaste.length === 0 ? [] : [{ type: 'lines', lines: toPaste, verbatim: true } as const]),
  ];
}

function summaryOf(checks: readonly Check[]): string {
  const count = (status: CheckStatus) => checks.filter((check) => check.status === status).length;
  return `${counted(checks.length, 'check')}: ${count('ok')} ok, ${count('warning')} with a warning, ${counted(count('problem'), 'problem')}, ${count('unknown')} unknown, ${count('skipped')} skipped`;
}

const COLUMNS = ['id', 'title', 'status', 'detail', 'fix'];

export function checkRows(checks: readonly Check[]): Rows {
  return {
    columns: COLUMNS,
    rows: checks.map(({ id, title, status, detail, advice }) => [id, title, status, detail, advice]),
  };
}

/** A warning is an ok with something to know: it alone does not change the exit code. */
export function checkJson(checks: readonly Check[]) {
  return checks.map(({ id, title, status, detail, advice, failure, fixes }) => ({
    id,
    title,
    status: status === 'warning' ? 'ok' : status,
    detail,
    fix: advice ?? null,
    warning: status === 'warning',
    failure: failure ?? null,
    fixes,
  }));
}
