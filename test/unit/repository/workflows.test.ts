import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const FOLDER = new URL('../../../.github/workflows/', import.meta.url);

const workflows = readdirSync(FOLDER).map((name) => ({
  name,
  lines: readFileSync(new URL(name, FOLDER), 'utf8').split('\n'),
}));

describe('the workflow', () => {
  it.each(workflows)('$name uses actions by the commit, and says which version that is', ({ lines }) => {
    const uses = lines.filter((line) => /^\s*(- )?uses: /.test(line) && !line.includes('uses: ./'));
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses) expect(line).toMatch(/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it.each(workflows)('$name has read-only permissions unless a job declares more', ({ lines }) => {
    const start = lines.indexOf('permissions:');
    expect(lines.slice(start, start + 3)).toEqual(['permissions:', '  contents: read', '']);
  });

  it.each(workflows)('$name leaves no credentials of the platform in its checkouts', ({ lines }) => {
    const checkouts = lines.flatMap((line, index) =>
      line.includes('uses: actions/checkout@') ? [index] : [],
    );
    for (const index of checkouts) {
      expect(lines.slice(index + 1, index + 3).map((line) => line.trim())).toEqual([
        'with:',
        'persist-credentials: false',
      ]);
    }
  });
});
