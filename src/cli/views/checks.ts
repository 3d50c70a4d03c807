import { counted } from '../../domain/counted.ts';
import { CHECKS, type Check, type CheckStatus, type Fix } from '../../guardrail/doctor/check.ts';
import { explainFailure } from '../errors.ts';
import type { Exit } from '../exit-codes.ts';
import { type Block, lines, type Rows, table } from '../output/result.ts';
import type { Tone } from '../terminal/terminal.ts';
import { describeStep } from './root-access.ts';

const STATUS: Readonly<Record<CheckStatus, { readonly text: string; readonly tone: Tone }>> = {
  ok: { text: 'ok', tone: 'good' },
  warning: { text: 'warning', tone: 'doubtful' },
  failed: { text: 'failed', tone: 'bad' },
  'not-checked': { text: 'not checked', tone: 'doubtful' },
};

/** A failed check takes precedence over one that could not be made. */
export function exitOf(checks: readonly Check[]): Exit {
  if (checks.some(({ status }) => status === 'failed')) return 'failure';
  return checks.some(({ status }) => status === 'not-checked') ? 'unknown' : 'ok';
}

export function checkBlocks(checks: readonly Check[]): readonly Block[] {
  return [
    table(
      ['check', 'result', 'found'],
      checks.map(({ id, status, detail }) => [
        CHECKS[id],
        { value: STATUS[status].text, tone: STATUS[status].tone },
        detail,
      ]),
    ),
    ...checks.flatMap(adviceBlock),
    lines(summaryOf(checks)),
  ];
}

function adviceBlock({ id, advice, failure }: Check): readonly Block[] {
  if (advice === undefined && failure === undefined) return [];
  return [
    lines(
      `${CHECKS[id]}:`,
      ...(advice === undefined ? [] : [`  what to do:   ${advice}`]),
      ...(failure === undefined ? [] : explainFailure(failure).map((line) => `  ${line.trim()}`)),
    ),
  ];
}

function summaryOf(checks: readonly Check[]): string {
  const count = (status: CheckStatus) => checks.filter((check) => check.status === status).length;
  return `${counted(checks.length, 'check')}: ${count('ok')} ok, ${count('warning')} with a warning, ${count('failed')} failed, ${count('not-checked')} not checked`;
}

export function checkRows(checks: readonly Check[]): Rows {
  return {
    columns: ['id', 'check', 'status', 'detail', 'advice'],
    rows: checks.map(({ id, status, detail, advice }) => [id, CHECKS[id], status, detail, advice]),
  };
}

export function checkJson(checks: readonly Check[]) {
  return checks.map(({ id, status, detail, advice, failure, fixes }) => ({
    id,
    check: CHECKS[id],
    status,
    detail,
    advice: advice ?? null,
    failure: failure ?? null,
    fixes,
  }));
}

export function describeFix(fix: Fix): string {
  switch (fix.type) {
    case 'root-access':
      return describeStep(fix.step);
    case 'enable-rule':
      return `enable the rule ${fix.rule} of the bus ${fix.bus}`;
    case 'request-sweep':
      return 'ask for a sweep of the whole organization, which the next watch starts';
  }
}
