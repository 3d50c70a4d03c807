import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import {
  checkSessionRegions,
  type RegionalWatch,
} from '../../../../src/guardrail/doctor/session-regions-check.ts';
import type { Inspector, RuleFacts } from '../../../../src/guardrail/ports/deployment-inspection.ts';

const MANAGEMENT = parseAccountId('111111111111');
const HOME = parseAccountId('222222222222');
const MEMBER = parseAccountId('333333333333');
const OWNER = parseAccountId('444444444444');

const enabled = (name: string): RuleFacts => ({ name, state: 'ENABLED' });
const HOME_RULES = ['rg-home-root-activity', 'rg-home-root-sessions'];
const ALL = HOME_RULES.map(enabled);

const refusal = {
  type: 'unreadable',
  failure: {
    code: 'AccessDeniedException',
    message: 'with an explicit deny in a service control policy',
    call: 'events:ListRules',
    requestId: undefined,
    kind: 'access-denied',
  },
} as unknown as Awaited<ReturnType<Inspector['readRules']>>;

/** @param rules by Region; where there are none the call is refused */
function check(
  regions: RegionalWatch['regions'],
  rules: Readonly<Record<string, readonly RuleFacts[]>> = {},
  callerAccount = HOME,
  stackSet: Awaited<ReturnType<Inspector['readStackSet']>> = { type: 'readable', value: undefined },
) {
  const asked: unknown[] = [];
  const result = checkSessionRegions(
    {
      readStackSet: async (name) => {
        asked.push(name);
        return stackSet;
      },
      readRules: async (bus, prefix, region = 'us-east-1') => {
        asked.push([bus, prefix, region]);
        const value = rules[region];
        return value === undefined ? refusal : { type: 'readable', value };
      },
    },
    {
      callerAccount,
      homeAccountId: HOME,
      managementAccountId: MANAGEMENT,
      stackSetsAccountId: OWNER,
      rulePrefix: 'rg-',
      regional: {
        regions,
        accounts: {
          home: { rules: HOME_RULES, stack: 'rg-sessions' },
          management: { rules: ['rg-root-sessions'], stack: 'rg-management-sessions' },
        },
        members: { stackSet: 'rg-members-sessions', stack: 'rg-members-sessions' },
      },
    },
  );
  return { result, asked };
}

describe('the check of further Regions', () => {
  it('has nothing to do without a configuration, and where none is configured', async () => {
    const without = check(undefined);
    expect(await without.result).toMatchObject({
      status: 'skipped',
      advice: 'Name rootguard.json: --config FILE.',
    });
    const none = check([]);
    expect(await none.result).toMatchObject({ status: 'skipped', advice: undefined });
    expect([...without.asked, ...none.asked]).toEqual([]);
  });

  it('is fine where all rules of the account are enabled in each of them', async () => {
    const { result, asked } = check(['eu-central-1', 'eu-west-1'], { 'eu-central-1': ALL, 'eu-west-1': ALL });
    expect(await result).toMatchObject({
      status: 'ok',
      detail: 'the rules of this account in eu-central-1, eu-west-1 are enabled',
    });
    expect(asked).toEqual([
      ['default', 'rg-', 'eu-central-1'],
      ['default', 'rg-', 'eu-west-1'],
    ]);
  });

  it('names what is missing or disabled, and where, also if another Region cannot be read', async () => {
    const { result } = check(['eu-central-1', 'eu-west-1', 'eu-north-1'], {
      'eu-central-1': [
        enabled('rg-home-root-activity'),
        { name: 'rg-home-root-sessions', state: 'DISABLED' },
      ],
      'eu-west-1': [],
    });
    expect(await result).toMatchObject({
      status: 'problem',
      detail:
        'disabled in eu-central-1: rg-home-root-sessions; missing in eu-west-1: rg-home-root-activity, rg-home-root-sessions',
      advice:
        'aws events enable-rule --name rg-home-root-sessions --region eu-central-1\nDeploy rg-sessions-eu-west-1.',
    });
  });

  it('does not know where a Region cannot be read', async () => {
    const { result } = check(['eu-central-1', 'eu-west-1'], { 'eu-central-1': ALL });
    expect(await result).toMatchObject({
      status: 'unknown',
      failure: { call: 'events:ListRules' },
      advice: expect.stringContaining('The rules in eu-west-1 could not be read'),
    });
  });

  it('is about the rules of the management account with its credentials', async () => {
    const rules = { 'eu-west-1': [enabled('rg-root-sessions')] };
    expect(await check(['eu-west-1'], rules, MANAGEMENT).result).toMatchObject({ status: 'ok' });
    expect(await check(['eu-west-1'], { 'eu-west-1': ALL }, MANAGEMENT).result).toMatchObject({
      detail: 'missing in eu-west-1: rg-root-sessions',
      advice: 'Deploy rg-management-sessions-eu-west-1.',
    });
  });

  it('cannot be made with credentials of another account', async () => {
    const { result, asked } = check(['eu-west-1'], {}, MEMBER);
    expect(await result).toMatchObject({
      status: 'unknown',
      advice: `Run doctor with credentials of ${HOME} and of ${MANAGEMENT} (--profile).`,
    });
    expect(asked).toEqual([]);
  });

  it('is about the member accounts with credentials of the owner of the StackSet', async () => {
    const covered = new Set([HOME, MEMBER]);
    const withFailing = (failing: ReadonlyMap<typeof MEMBER, string>) =>
      check(['eu-west-1'], {}, OWNER, { type: 'readable', value: { covered, failing } });
    const fine = withFailing(new Map());
    expect(await fine.result).toMatchObject({ status: 'ok', detail: 'the rules of 2 accounts' });
    expect(fine.asked).toEqual(['rg-members-sessions']);
    expect(await withFailing(new Map([[MEMBER, 'not enabled']])).result).toMatchObject({
      status: 'warning',
      detail: `1 account without the rules in some Region: ${MEMBER} (not enabled)`,
      advice: expect.stringContaining('in the StackSet rg-members-sessions'),
    });
    const many = Array.from({ length: 22 }, (_, at) => parseAccountId(String(333_333_333_000 + at)));
    expect(await withFailing(new Map(many.map((account) => [account, 'no']))).result).toMatchObject({
      detail: expect.stringMatching(/^22 accounts .* and 2 more$/),
    });
    expect(await check(['eu-west-1'], {}, OWNER).result).toMatchObject({
      status: 'problem',
      detail: 'there is no StackSet rg-members-sessions',
      advice: 'Deploy the stack rg-members-sessions.',
    });
    const unreadable = check(['eu-west-1'], {}, OWNER, refusal as never);
    expect(await unreadable.result).toMatchObject({
      status: 'unknown',
      failure: { code: 'AccessDeniedException' },
    });
  });

  it('says what is wrong in the account before what is in the others', async () => {
    const failing = new Map([[MEMBER, 'no']]);
    const inHome = (rules: readonly RuleFacts[], stackSetFails: boolean) =>
      checkSessionRegions(
        {
          readRules: async () => ({ type: 'readable', value: rules }),
          readStackSet: async () => ({
            type: 'readable',
            value: { covered: new Set([MEMBER]), failing: stackSetFails ? failing : new Map() },
          }),
        },
        {
          callerAccount: HOME,
          homeAccountId: HOME,
          managementAccountId: MANAGEMENT,
          stackSetsAccountId: HOME,
          rulePrefix: 'rg-',
          regional: {
            regions: ['eu-west-1'],
            accounts: {
              home: { rules: HOME_RULES, stack: 'rg-sessions' },
              management: { rules: [], stack: 'rg-management-sessions' },
            },
            members: { stackSet: 'rg-members-sessions', stack: 'rg-members-sessions' },
          },
        },
      );
    expect(await inHome([], true)).toMatchObject({
      status: 'problem',
      advice: 'Deploy rg-sessions-eu-west-1.',
    });
    expect(await inHome(ALL, true)).toMatchObject({ status: 'warning' });
    expect(await inHome(ALL, false)).toMatchObject({
      status: 'ok',
      detail: 'the rules of this account in eu-west-1 are enabled; the rules of 1 account',
    });
  });
});
