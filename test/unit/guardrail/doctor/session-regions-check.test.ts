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
) {
  const asked: unknown[] = [];
  const result = checkSessionRegions(
    {
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
      rulePrefix: 'rg-',
      regional: {
        regions,
        accounts: {
          home: { rules: HOME_RULES, stack: 'rg-sessions' },
          management: { rules: ['rg-root-sessions'], stack: 'rg-management-sessions' },
        },
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
});
