import { describe, expect, it } from 'vitest';
import { parseOrganizationalUnitId } from '../../../../src/domain/account.ts';
import { readPolicyPaths } from '../../../../src/guardrail/preflight/policies/paths.ts';
import { givenAccount } from '../../../support/builders.ts';
import { type GivenOrganization, givenPolicies } from './organization-policies-double.ts';

const WORK = parseOrganizationalUnitId('ou-sbox-work0001');
const TEST = parseOrganizationalUnitId('ou-sbox-test0001');
const DENY = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 's3:*', Resource: '*' }] };

const account = (number: number, organizationalUnits: readonly (typeof WORK)[] = [WORK]) =>
  givenAccount({ id: String(300_000_000_000 + number), organizationalUnits: [...organizationalUnits] });

async function pathsOf(organization: GivenOrganization, accounts: Parameters<typeof readPolicyPaths>[2]) {
  const { policies, calls } = givenPolicies(organization);
  let steps = 0;
  const paths = await readPolicyPaths(policies, 'SERVICE_CONTROL_POLICY', accounts, () => {
    steps += 1;
  });
  return { paths, calls, steps };
}

describe('the paths of policies', () => {
  it('are one for 1,000 accounts that the same policies bind, and each policy is read once', async () => {
    const accounts = Array.from({ length: 1000 }, (_, number) => account(number));
    const { paths, calls, steps } = await pathsOf(
      { policies: [{ id: 'p-deny', content: DENY, targets: ['r-sbox', WORK] }] },
      accounts,
    );
    expect(paths).toHaveLength(1);
    expect(paths?.[0]?.accounts).toHaveLength(1000);
    expect(paths?.[0]?.levels.map(({ policies }) => policies.map(({ id }) => id))).toEqual([
      ['p-FullAWSAccess', 'p-deny'],
      ['p-FullAWSAccess', 'p-deny'],
      ['p-FullAWSAccess'],
    ]);
    expect(calls).toHaveLength(new Set(calls).size);
    expect(steps).toBe(calls.length);
  });

  it('do not ask for each account, nor what the AWS managed policy is attached to', async () => {
    const { calls } = await pathsOf({ policies: [] }, [account(1), account(2)]);
    expect(calls).toEqual([
      'root',
      'list',
      'content of p-FullAWSAccess',
      'attached to r-sbox',
      `attached to ${WORK}`,
    ]);
  });

  it('are several where units or accounts have policies of their own', async () => {
    const [one, two, three] = [account(1), account(2), account(3, [WORK, TEST])];
    const { paths, calls } = await pathsOf(
      {
        policies: [
          { id: 'p-unit', content: DENY, targets: [TEST] },
          { id: 'p-account', content: DENY, targets: [two.id] },
        ],
        withoutFullAccess: [two.id],
      },
      [one, two, three],
    );
    expect(paths?.map(({ accounts }) => accounts.map(({ id }) => id))).toEqual([
      [one.id],
      [two.id],
      [three.id],
    ]);
    expect(paths?.[1]?.levels.at(-1)).toMatchObject({ target: two.id, policies: [{ id: 'p-account' }] });
    expect(paths?.[2]?.levels.map(({ target }) => target)).toEqual(['r-sbox', WORK, TEST, three.id]);
    expect(calls).toContain(`attached to ${two.id}`);
  });

  it('have every policy of an account, in whatever order AWS lists them', async () => {
    const [one, two] = [account(1), account(2)];
    const { policies } = givenPolicies({
      policies: ['p-b', 'p-a'].map((id) => ({ id, content: DENY, targets: [one.id, two.id] })),
    });
    const listAttached: typeof policies.listAttached = async (target, type) => {
      const attached = await policies.listAttached(target, type);
      return target === two.id ? attached.toReversed() : attached;
    };
    const paths = await readPolicyPaths(
      { ...policies, listAttached },
      'SERVICE_CONTROL_POLICY',
      [one, two],
      () => {},
    );
    expect(paths?.map(({ accounts }) => accounts.length)).toEqual([2]);
    expect(paths?.[0]?.levels.at(-1)?.policies.map(({ id, targets }) => [id, targets.length])).toEqual([
      ['p-FullAWSAccess', 0],
      ['p-b', 2],
      ['p-a', 2],
    ]);
  });

  it('tell accounts apart that a policy names', async () => {
    const [one, two] = [account(1), account(2)];
    const content = {
      ...DENY,
      Statement: [{ ...DENY.Statement[0], Condition: { StringEquals: { 'aws:PrincipalAccount': two.id } } }],
    };
    const { paths } = await pathsOf({ policies: [{ id: 'p-named', content, targets: ['r-sbox'] }] }, [
      one,
      two,
      account(3),
    ]);
    expect(paths?.map(({ accounts }) => accounts.length)).toEqual([2, 1]);
  });

  it('are undefined where policies of the type have no effect', async () => {
    const { paths, calls } = await pathsOf({ policies: [], enabledTypes: ['RESOURCE_CONTROL_POLICY'] }, [
      account(1),
    ]);
    expect([paths, calls]).toEqual([undefined, ['root']]);
  });
});
