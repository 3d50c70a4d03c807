import { describe, expect, it } from 'vitest';
import type { AwsFailure } from '../../../../src/domain/aws-failure.ts';
import { checkSessionRegions } from '../../../../src/guardrail/preflight/session-regions-check.ts';
import { PLAN } from './plan.ts';

const HOME = '222222222222';
const MANAGEMENT = '111111111111';

const failure = (reason: AwsFailure['reason'], code: string): AwsFailure => ({
  reason,
  code,
  message: 'no',
  call: 'cloudformation:DescribeStacks',
  resource: undefined,
  requestId: undefined,
});
const NOT_ENABLED = failure('credentials-invalid', 'UnrecognizedClientException');
const DENIED = failure('denied-by-scp', 'AccessDenied');

/** @param failures by Region */
function givenAccount(account: string, failures: Readonly<Record<string, AwsFailure>> = {}) {
  const asked: string[] = [];
  return {
    asked,
    account,
    inspector: {
      readStack: async (name: string, region = 'us-east-1') => {
        asked.push(`${name} in ${region}`);
        const refused = failures[region];
        return refused === undefined
          ? ({ type: 'readable', value: undefined } as const)
          : ({ type: 'unreadable', failure: refused } as const);
      },
    },
  };
}

const planOf = (...sessionRegions: readonly string[]) => ({ ...PLAN, sessionRegions });

describe('preflight of further Regions', () => {
  it('asks nothing where none are configured', async () => {
    const home = givenAccount(HOME);
    expect(await checkSessionRegions(PLAN, [home], [])).toMatchObject({
      status: 'ok',
      detail: 'none are configured',
    });
    expect(home.asked).toEqual([]);
  });

  it('asks for the stack of each Region in each account', async () => {
    const [home, management] = [givenAccount(HOME), givenAccount(MANAGEMENT)];
    const check = await checkSessionRegions(planOf('eu-west-1', 'eu-south-1'), [management, home], []);
    expect(check).toMatchObject({
      status: 'ok',
      detail: expect.stringContaining(`eu-west-1, eu-south-1 in ${MANAGEMENT} and ${HOME}`),
    });
    expect(home.asked).toEqual([
      'rootguard-sessions-eu-west-1 in eu-west-1',
      'rootguard-sessions-eu-south-1 in eu-south-1',
    ]);
    expect(management.asked).toEqual(home.asked);
  });

  it('is a problem where a Region is not enabled for an account, whatever else is denied', async () => {
    const home = givenAccount(HOME, { 'eu-south-1': NOT_ENABLED, 'eu-west-1': DENIED });
    expect(await checkSessionRegions(planOf('eu-west-1', 'eu-south-1'), [home], [])).toMatchObject({
      status: 'problem',
      detail: `not enabled: eu-south-1 in ${HOME}`,
      advice: expect.stringMatching(
        new RegExp(`^aws account enable-region --region-name eu-south-1 --account-id ${HOME}\nOr take`),
      ),
    });
  });

  it('is unknown where AWS refuses the call, and says who has to be exempt', async () => {
    const home = givenAccount(HOME, { 'eu-west-1': DENIED });
    expect(await checkSessionRegions(planOf('eu-west-1'), [home], [])).toMatchObject({
      status: 'unknown',
      failure: DENIED,
      advice: expect.stringContaining(`denies eu-west-1 in ${HOME}`),
    });
  });

  it('is unknown of an account whose credentials cannot be used', async () => {
    const unseen = { account: MANAGEMENT, detail: 'expired', advice: 'Sign in again.' };
    expect(await checkSessionRegions(planOf('eu-west-1'), [givenAccount(HOME)], [unseen])).toMatchObject({
      status: 'unknown',
      detail: `eu-west-1 in ${HOME}; ${MANAGEMENT} is not known: expired`,
      advice: 'Sign in again.',
    });
  });
});
