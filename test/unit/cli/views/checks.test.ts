import { describe, expect, it } from 'vitest';
import { formatResult } from '../../../../src/cli/output/print.ts';
import { checkBlocks, checkJson, checkRows, exitOf } from '../../../../src/cli/views/checks.ts';
import { type Check, createChecks } from '../../../../src/guardrail/checks/check.ts';
import { failure } from '../../guardrail/doctor/readings.ts';
import { givenTerminal } from '../terminal-double.ts';

const { ok, problem, warning, refused, skipped, notDetermined } = createChecks({
  one: 'the first holds',
  two: 'the second holds',
});

const textOf = (checks: readonly Check[]) =>
  formatResult(
    { exit: exitOf(checks), json: checkJson(checks), blocks: checkBlocks(checks), csv: checkRows(checks) },
    'table',
    givenTerminal({ columns: 80 }).terminal,
  );

describe('the exit code of checks', () => {
  it.each([
    ['ok', [ok('one', 'fine'), warning('two', 'late', 'wait'), skipped('one', 'no credentials')]],
    ['unknown', [ok('one', 'fine'), notDetermined('two', 'silent', undefined)]],
    ['violations', [problem('one', 'off', 'switch it on'), refused('two', failure)]],
  ] as const)('is that of %s', (exit, checks) => {
    expect(exitOf(checks)).toBe(exit);
  });
});

describe('checks as text', () => {
  it('show advice that several have once, below the titles of all', () => {
    const text = textOf([problem('one', 'off', 'switch it on'), problem('two', 'off too', 'switch it on')]);
    expect(text.split('switch it on')).toHaveLength(2);
    expect(text).toContain('the first holds:\nthe second holds:\n  what to do:   switch it on');
  });

  it('show what is to be pasted as it is, however narrow the terminal', () => {
    const line = `{"Action": "${'x'.repeat(100)}"}`;
    expect(textOf([problem('one', 'off', `paste this:\n${line}`)])).toContain(`\n${line}\n`);
  });

  it('leave out what was skipped because of another check, and count it', () => {
    const text = textOf([problem('one', 'off', 'switch it on'), skipped('two', 'the first does not hold')]);
    expect(text).not.toContain('the second holds');
    expect(text).toContain('2 checks: 0 ok, 0 with a warning, 1 problem, 0 unknown, 1 skipped');
  });

  it("show AWS's answer where it refused a call, even if the advice is the same", () => {
    const text = textOf([refused('one', failure, 'ask somebody'), refused('two', failure, 'ask somebody')]);
    expect(text.split('AWS says:')).toHaveLength(3);
  });
});

describe('checks for programs', () => {
  it('have the fields of the contract, and a warning is ok with something to know', () => {
    expect(checkJson([warning('one', 'late', 'wait'), skipped('two', 'no credentials')])).toEqual([
      {
        id: 'one',
        title: 'the first holds',
        status: 'ok',
        detail: 'late',
        fix: 'wait',
        warning: true,
        failure: null,
        fixes: [],
      },
      {
        id: 'two',
        title: 'the second holds',
        status: 'skipped',
        detail: 'no credentials',
        fix: null,
        warning: false,
        failure: null,
        fixes: [],
      },
    ]);
  });

  it('say in CSV which one is a warning', () => {
    expect(checkRows([warning('one', 'late', 'wait')])).toEqual({
      columns: ['id', 'title', 'status', 'detail', 'fix'],
      rows: [['one', 'the first holds', 'warning', 'late', 'wait']],
    });
  });
});
