import { describe, expect, it } from 'vitest';
import { CREDENTIAL_KINDS } from '../../../../src/domain/credentials.ts';
import { ACCOUNT, givenAccount, givenCredential, givenException } from '../../../support/builders.ts';
import { NOW } from '../guard-fixture.ts';
import { givenCanary } from './canary-fixture.ts';

type Given = ReturnType<typeof givenCanary>;

/** Nothing was created, and nothing was removed. */
async function expectRefusal(given: Given, code: string) {
  const before = given.left();
  const outcome = await given.run();
  expect(outcome).toMatchObject({ type: 'refused', refusal: { code } });
  expect(given.calls()).not.toContain('iam:CreateLoginProfile');
  expect(given.calls()).not.toContain('iam:DeleteLoginProfile');
  expect(given.left()).toEqual(before);
}

describe('a canary run is refused', () => {
  it('in the management account', async () => {
    const given = givenCanary();
    const { managementAccountId } = given.canary;
    expect(await given.run({ account: managementAccountId })).toMatchObject({
      refusal: { code: 'canary-not-a-member' },
    });
    expect(given.calls()).toEqual([]);
    expect(given.entries('canary')).toEqual([]);
  });

  it('in an account outside the organization', async () => {
    const given = givenCanary();
    given.organization.removeAccount(ACCOUNT);
    await expectRefusal(given, 'canary-not-a-member');
  });

  it('in an account that is suspended', async () => {
    const given = givenCanary();
    given.organization.setAccount(givenAccount({ state: 'SUSPENDED' }));
    await expectRefusal(given, 'canary-not-a-member');
  });

  it.each(CREDENTIAL_KINDS)('in an account that has a %s', async (kind) => {
    await expectRefusal(givenCanary([givenCredential(kind)]), 'canary-has-credentials');
  });

  it.each([
    ['the account', `account#${ACCOUNT}`],
    ['the organization', 'organization'],
  ])('where an exception of %s is in force, whatever it approves', async (_whose, scope) => {
    const given = givenCanary();
    given.exceptions.put(givenException({ scope, credentials: ['access-key'] }));
    await expectRefusal(given, 'canary-has-exceptions');
  });

  it('where an exception cannot be parsed', async () => {
    const given = givenCanary();
    given.exceptions.putMalformed({
      scope: `account#${ACCOUNT}`,
      id: 'x',
      issues: ['credentials: is missing'],
    });
    await expectRefusal(given, 'canary-unclear');
  });

  it.each([
    ['the account cannot be looked up', 'organizations:DescribeAccount'],
    ['no root session can be opened', 'sts:AssumeRoot'],
    ['the credentials cannot be read', 'iam:GetAccountSummary'],
    ['the exceptions cannot be read', 'dynamodb:Query'],
  ])('where %s', async (_what, call) => {
    const given = givenCanary();
    given.log.fail({ call });
    await expectRefusal(given, 'canary-unclear');
  });

  it('where the settings cannot be used', async () => {
    const given = givenCanary();
    given.settings.read = async () => ({ type: 'malformed', issues: ['mode: is missing'] });
    await expectRefusal(given, 'canary-unclear');
  });

  it('where the settings cannot be read', async () => {
    const given = givenCanary();
    given.log.fail({ call: 'dynamodb:GetItem' });
    await expectRefusal(given, 'canary-unclear');
  });

  it('where a password is there that the record of the latest run does not explain, as it does not parse', async () => {
    const given = givenCanary([givenCredential('login-profile')]);
    given.canaryRuns.corrupt(ACCOUNT);
    await expectRefusal(given, 'canary-has-credentials');
  });

  it('beside another run, also one that starts at the same time', async () => {
    const given = givenCanary();
    const run = { account: ACCOUNT, id: 'other', startedAt: NOW, accessKeyId: undefined, endedAt: undefined };
    await given.canaryRuns.write({ ...run, leasedUntil: new Date(NOW.getTime() + 1_000) }, 0);
    await expectRefusal(given, 'canary-in-progress');

    const racing = givenCanary();
    racing.log.onCall = async ({ name }) => {
      if (name !== 'canaryRuns.write') return;
      racing.log.onCall = () => undefined;
      await racing.canaryRuns.write({ ...run, leasedUntil: NOW }, 0);
    };
    await expectRefusal(racing, 'canary-in-progress');
  });

  it('and that is recorded, and counts as failed', async () => {
    const given = givenCanary([givenCredential('access-key')]);
    await given.run();
    expect(given.entries('canary')).toMatchObject([{ result: 'refused', refusal: 'canary-has-credentials' }]);
    expect(given.telemetry.total('CanaryFailures')).toBe(1);
  });
});

describe('a canary run is made', () => {
  it('where all exceptions have ended', async () => {
    const given = givenCanary();
    given.exceptions.put(givenException({ expiresAt: '2026-11-24T11:00:00Z' }));
    expect(await given.run()).toMatchObject({ type: 'completed' });
  });

  it('after another one, as often as wanted', async () => {
    const given = givenCanary();
    expect(await given.run()).toMatchObject({ type: 'completed' });
    given.clock.advance(60);
    expect(await given.run()).toMatchObject({ type: 'completed', totalMs: 8_000 });
    expect(given.notified()).toEqual(['canary-removed', 'canary-removed']);
  });
});
