import { OrganizationsClient, type Parent } from '@aws-sdk/client-organizations';
import { describe, expect, it, vi } from 'vitest';
import { createParentWalk } from '../../../../src/aws/organizations/organizational-units.ts';

const PARENTS: Readonly<Record<string, Parent>> = {
  '333333333333': { Id: 'ou-f6g7-awsddddd', Type: 'ORGANIZATIONAL_UNIT' },
  '444444444444': { Id: 'ou-f6g7-awsddddd', Type: 'ORGANIZATIONAL_UNIT' },
  '555555555555': { Id: 'r-f6g7', Type: 'ROOT' },
  'ou-f6g7-awsddddd': { Id: 'ou-f6g7-awsccccc', Type: 'ORGANIZATIONAL_UNIT' },
  'ou-f6g7-awsccccc': { Id: 'r-f6g7', Type: 'ROOT' },
};

function givenWalk() {
  const client = new OrganizationsClient({ region: 'us-east-1' });
  const asked: string[] = [];
  const failing = new Set<string>();
  vi.spyOn(client, 'send').mockImplementation(async (command) => {
    const child: string = Reflect.get(command.input, 'ChildId');
    asked.push(child);
    if (failing.delete(child)) throw new Error('Rate exceeded');
    const parent = PARENTS[child];
    return { Parents: parent ? [parent] : [] };
  });
  return { walk: createParentWalk(client), asked, failOnce: (child: string) => failing.add(child) };
}

describe('walk to the root', () => {
  it('finds the organizational units from the root down', async () => {
    const { walk } = givenWalk();
    expect(await walk('333333333333')).toEqual(['ou-f6g7-awsccccc', 'ou-f6g7-awsddddd']);
    expect(await walk('555555555555')).toEqual([]);
  });

  it('reads the parents of no organizational unit twice', async () => {
    const { walk, asked } = givenWalk();
    await Promise.all([walk('333333333333'), walk('444444444444')]);
    expect(asked.toSorted()).toEqual([
      '333333333333',
      '444444444444',
      'ou-f6g7-awsccccc',
      'ou-f6g7-awsddddd',
    ]);
  });

  it('reads the parents of an organizational unit again after a failure', async () => {
    const { walk, failOnce } = givenWalk();
    failOnce('ou-f6g7-awsddddd');
    await expect(walk('333333333333')).rejects.toThrow('Rate exceeded');
    expect(await walk('444444444444')).toEqual(['ou-f6g7-awsccccc', 'ou-f6g7-awsddddd']);
  });

  it('does not treat a missing parent as the root', async () => {
    const { walk } = givenWalk();
    await expect(walk('999999999999')).rejects.toMatchObject({ code: 'aws-call-failed' });
  });
});
