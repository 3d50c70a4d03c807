import { describe, expect, it } from 'vitest';
import { importEnding } from '../../../../src/cli/views/state.ts';
import type { ImportDone } from '../../../../src/guardrail/operate/import-state.ts';

const NONE = { exceptions: 0, ledger: 0, settings: 0 };

const DONE: ImportDone = {
  counts: { added: NONE, same: NONE, different: NONE },
  differing: [],
  settings: [],
  isComplete: true,
  mayHaveEnforced: false,
};

const DIFFERENT = { ...DONE, counts: { ...DONE.counts, different: { ...NONE, ledger: 1 } } };

describe('the end of an import', () => {
  it.each([
    [DONE, 'imported', 'ok', 'Imported.'],
    [DIFFERENT, 'imported', 'violations', 'Imported.'],
    [{ ...DONE, mayHaveEnforced: true }, 'imported', 'violations', 'was set to enforce while'],
    [{ ...DONE, isComplete: false }, 'interrupted', 'failure', 'run the command again'],
    [
      { ...DONE, isComplete: false, mayHaveEnforced: true },
      'interrupted',
      'failure',
      'was set to enforce while',
    ],
  ])('is, case %#, what was done and what to look at', (summary, result, exit, text) => {
    const ending = importEnding(summary);
    expect(ending).toMatchObject({ result, exit });
    expect(JSON.stringify(ending.blocks)).toContain(text);
    expect(JSON.stringify(ending.blocks).includes('was set to enforce')).toBe(summary.mayHaveEnforced);
  });
});
