import { DisableOrganizationsRootCredentialsManagementCommand } from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import { allowRootPassword } from '../../src/local/demo/attacker.ts';
import { NO_CREDENTIALS } from '../../src/local/demo/scene.ts';
import { LISTENER_SOURCES } from '../../src/runtime/resources.ts';
import { givenScene, MEMBER, WITH_PASSWORD } from '../support/sandbox-scene.ts';
import { countCalls } from './messages.ts';

function givenMembers(count: number, root: object | undefined = undefined) {
  return Array.from({ length: count }, (_, index) => ({
    id: String(500_000_000_000 + index),
    ...(root !== undefined && { root }),
  }));
}

describe('a sweep', () => {
  it('of compliant accounts costs four calls each: AssumeRoot, then the summary with two lists beside it', async () => {
    const members = givenMembers(25);
    const scene = await givenScene({ accounts: members });
    const calls = await scene.callsDuring(() => scene.stack.run('full-sweep'));
    // The delegated administrator is a member too.
    const inRootSessions = calls.filter(
      ({ service, operation }) => service === 'iam' && operation !== 'ListOrganizationsFeatures',
    );
    expect(inRootSessions).toHaveLength(3 * (members.length + 1));
    expect(countCalls(calls, 'AssumeRoot')).toBe(members.length + 1);
    expect(countCalls(calls, 'DescribeAccount')).toBe(0);
    for (const operation of ['GetAccountSummary', 'ListAccessKeys', 'ListSigningCertificates']) {
      expect(countCalls(calls, operation)).toBe(members.length + 1);
    }
  });

  it('withholds the removal of older credentials once too many accounts would lose them, but not of newer ones', async () => {
    const members = givenMembers(5, WITH_PASSWORD);
    const scene = await givenScene({
      accounts: [{ id: MEMBER }, ...members],
      settings: { maxAccountsPerHour: '3' },
    });
    await scene.stack.run('full-sweep');
    await scene.stack.idle();
    const left = members.filter(({ id }) => scene.credentialsOf(id).password);
    expect(left).toHaveLength(2);
    await allowRootPassword(scene, MEMBER);
    await scene.stack.idle();
    expect(scene.credentialsOf(MEMBER)).toEqual(NO_CREDENTIALS);
  });

  it('ends in one notification of all that it found, and an event in one of its own', async () => {
    const members = givenMembers(15, WITH_PASSWORD);
    const scene = await givenScene({ accounts: [{ id: MEMBER }, ...members], settings: { mode: 'observe' } });
    const { stack, sandbox } = scene;
    const told = () => sandbox.sns.published().map(({ subject = '' }) => subject);
    await stack.run('full-sweep');
    await stack.idle();
    expect(told()).toEqual([]);
    await stack.run('watch');
    expect(told()).toEqual([expect.stringContaining('The first sweep of the organization has ended')]);
    const [{ message = '' } = {}] = sandbox.sns.published();
    expect(message).toContain('- The first sweep of 17 accounts: 2 compliant, 0 excepted, 15 violating');
    expect(message).toContain('- 5 more.');

    await allowRootPassword(scene, MEMBER);
    await stack.idle();
    expect(told().slice(1)).toEqual([
      expect.stringContaining(`opened a root session (${MEMBER})`),
      expect.stringContaining(`left in place (${MEMBER})`),
    ]);
    await stack.run('full-sweep');
    await stack.idle();
    await scene.advance(5 * 60);
    await stack.run('watch');
    expect(told()).toHaveLength(3);

    for (const { id } of members.slice(0, 11)) scene.actAsRoot(id, 'enable-mfa');
    await stack.idle();
    expect(told()).toHaveLength(3 + 11);
    // A day is as long as the queue of the heartbeats keeps them.
    await scene.advance(LISTENER_SOURCES.heartbeats.batchingWindowSeconds);
    await scene.advance(24 * 60 * 60);
    await stack.run('full-sweep');
    await stack.idle();
    await stack.run('watch');
    expect(told()).toHaveLength(3 + 11);
  });

  it('never makes a revert wait', async () => {
    const scene = await givenScene({ accounts: [{ id: MEMBER }, ...givenMembers(48)] });
    // Sixteen accounts are swept at a time, so AWS alone makes it last for seconds, on any machine. A revert asks for no summary.
    scene.sandbox.faults.inject({
      service: 'iam',
      operation: 'GetAccountSummary',
      times: 1_000,
      effect: { type: 'latency', milliseconds: 700 },
    });
    const calls = await scene.callsDuring(async () => {
      await scene.stack.run('full-sweep');
      await allowRootPassword(scene, MEMBER);
    });
    const swept = calls.flatMap(({ operation }, index) => (operation === 'GetAccountSummary' ? [index] : []));
    const revertedAt = calls.findIndex(({ operation }) => operation === 'DeleteLoginProfile');
    expect(revertedAt).toBeGreaterThan(-1);
    expect(swept.filter((index) => index > revertedAt).length).toBeGreaterThan(10);
  });

  it('does not start when the organization denies root sessions', async () => {
    const scene = await givenScene();
    const { iam } = scene.administrator(scene.sandbox.managementAccountId);
    await iam.send(new DisableOrganizationsRootCredentialsManagementCommand({}));
    await scene.stack.idle();
    const calls = await scene.callsDuring(async () => {
      const outcome = await scene.stack.run('full-sweep');
      expect(outcome).toMatchObject({
        type: 'blocked',
        failure: { reason: 'root-credentials-management-off' },
      });
    });
    expect(countCalls(calls, 'AssumeRoot')).toBe(0);
    expect(scene.sandbox.sns.published().map(({ subject }) => subject)).toEqual([
      'rootguard critical: The guardrail was weakened (organization)',
      'rootguard critical: rootguard cannot open root sessions in any account (organization)',
    ]);
  });

  it('audits every account despite a rate limit on AssumeRoot', async () => {
    const members = givenMembers(8, WITH_PASSWORD);
    const scene = await givenScene({ accounts: members, settings: { maxAccountsPerHour: '1000' } });
    scene.sandbox.settings.change({ assumeRootRateLimit: { ratePerSecond: 5, burst: 2 } });
    const calls = await scene.callsDuring(() => scene.stack.run('full-sweep'));
    expect(
      calls.some(({ operation, outcome }) => operation === 'AssumeRoot' && outcome === 'Throttling'),
    ).toBe(true);
    expect(members.filter(({ id }) => scene.credentialsOf(id).password)).toEqual([]);
  });
});
