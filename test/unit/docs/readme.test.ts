import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { PERMISSIONS } from '../../../src/aws/permissions.ts';
import { codeBlocks, readPage } from './pages.ts';

const readme = readPage('../README.md');

const statementSchema = v.object({ Action: v.union([v.string(), v.array(v.string())]) });
const policySchema = v.object({ Statement: v.array(statementSchema) });

describe('the README', () => {
  it('fits on a few screens', () => {
    expect(readme.text.split('\n').length).toBeLessThanOrEqual(160);
  });

  it('lists the permissions that a read-only audit needs, and no more', () => {
    const [policy] = codeBlocks(readme, 'json').map(({ code }) => v.parse(policySchema, JSON.parse(code)));
    const actions = policy?.Statement.flatMap(({ Action }) => Action) ?? [];
    const { rootAuditor, accountDirectory, accountLister, unitFinder, organizationReader, exceptionReader } =
      PERMISSIONS;
    const needed = [
      rootAuditor,
      accountDirectory,
      accountLister,
      unitFinder,
      organizationReader,
      exceptionReader,
    ].flat();
    expect(actions.toSorted()).toEqual([...new Set<string>(needed)].sort());
  });
});
