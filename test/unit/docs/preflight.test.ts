import { describe, expect, it } from 'vitest';
import { PERMISSIONS } from '../../../src/aws/permissions.ts';
import { CHECKS } from '../../../src/guardrail/preflight/check.ts';
import { NEEDED_CALLS } from '../../../src/guardrail/preflight/policies/needed-calls.ts';
import { codeBlocks, readPage } from './pages.ts';

const page = readPage('preflight.md');

const idsIn = (section: string) => {
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([a-z-]+)`/g)].map(([, id]) => id));
};

describe('docs/preflight.md', () => {
  it('has a row for each check', () => {
    const [, section = ''] = page.text.split('## The checks');
    expect(idsIn(section.split('\n## ')[0] ?? '').toSorted()).toEqual(Object.keys(CHECKS).toSorted());
  });

  it('has a row for each principal whose calls are simulated', () => {
    const [, section = ''] = page.text.split('## Policies on the way');
    expect(idsIn(section)).toEqual(NEEDED_CALLS.map(({ id }) => id));
  });

  it('lists the permissions of what it reads', () => {
    const [block] = codeBlocks(page, 'json');
    const { Statement } = JSON.parse(block?.code ?? '') as { Statement: [{ Action: readonly string[] }] };
    const needed = [
      ...PERMISSIONS.accountInspector,
      ...PERMISSIONS.organizationPolicies,
      ...PERMISSIONS.policySimulator,
      ...PERMISSIONS.rootAccessReader,
      ...PERMISSIONS.organizationReader,
      'organizations:ListAccounts',
      'organizations:ListParents',
    ];
    expect(Statement[0].Action).toEqual([...new Set(needed)].toSorted());
  });
});
