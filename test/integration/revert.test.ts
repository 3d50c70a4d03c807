import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../src/domain/account.ts';
import { allowRootPassword } from '../../src/local/demo/attacker.ts';
import { readLedger } from '../../src/local/demo/ledger.ts';
import { removalsIn } from '../../src/local/demo/removals.ts';
import { NO_CREDENTIALS } from '../../src/local/demo/scene.ts';
import { givenScene, MEMBER, OTHER, WITH_PASSWORD } from '../support/sandbox-scene.ts';
import { countCalls } from './messages.ts';

describe('an unapproved root credential', () => {
  it('of an attacker is removed, in one root session, with an intent before and an outcome after', async () => {
    const scene = await givenScene();
    const calls = await scene.callsDuring(() => allowRootPassword(scene, MEMBER));

    expect(scene.credentialsOf(MEMBER)).toEqual(NO_CREDENTIALS);
    expect(removalsIn(calls).map(({ operation }) => operation)).toEqual(['DeleteLoginProfile']);
    // One session of the attacker and one of rootguard, which can audit, delete and verify.
    expect(countCalls(calls, 'AssumeRoot')).toBe(2);
    const entries = await readLedger(scene, parseAccountId(MEMBER));
    expect(entries.map(({ type }) => type)).toEqual([
      // Of the session that the attacker opened.
      'notification',
      'intent',
      'outcome',
      'notification',
    ]);
    expect(entries[2]).toMatchObject({ after: { type: 'readable', credentials: [] } });
  });

  it('stays in observe mode, and no root session could have removed it', async () => {
    const scene = await givenScene({ settings: { mode: 'observe' } });
    const calls = await scene.callsDuring(() => allowRootPassword(scene, MEMBER));

    expect(scene.credentialsOf(MEMBER)).toEqual({ ...NO_CREDENTIALS, password: true });
    expect(removalsIn(calls)).toEqual([]);
    // GetAccountSummary is denied outside of the audit task policy: each session of rootguard was an audit session.
    const ofRootguard = countCalls(calls, 'AssumeRoot') - 1;
    expect(ofRootguard).toBeGreaterThan(0);
    expect(
      calls.filter((call) => call.operation === 'GetAccountSummary' && call.outcome === 'Success'),
    ).toHaveLength(ofRootguard);
    expect(scene.sandbox.sns.published().map(({ subject }) => subject)).toEqual([
      'rootguard critical: Somebody else than rootguard opened a root session (333333333333)',
      'rootguard critical: Unapproved root credentials found and left in place (333333333333)',
    ]);
  });

  it('is removed only where its account is in enforce mode', async () => {
    const scene = await givenScene({
      settings: { mode: 'observe', modeOverrides: JSON.stringify({ accounts: { [OTHER]: 'enforce' } }) },
    });
    await allowRootPassword(scene, MEMBER);
    await allowRootPassword(scene, OTHER);
    await scene.stack.idle();
    expect(scene.credentialsOf(MEMBER).password).toBe(true);
    expect(scene.credentialsOf(OTHER).password).toBe(false);
  });

  it('is removed once when its event is delivered twice', async () => {
    const scene = await givenScene();
    scene.sandbox.eventBridge.setDeliveryFaults({ duplicateEvery: 1 });
    const calls = await scene.callsDuring(async () => scene.actAsRoot(MEMBER, 'create-access-key'));
    expect(removalsIn(calls)).toHaveLength(1);
    const entries = await readLedger(scene, parseAccountId(MEMBER));
    expect(entries.filter(({ type }) => type === 'outcome')).toHaveLength(1);
  });

  it('that a lagging read does not show yet is found by the follow-up audit', async () => {
    const scene = await givenScene();
    scene.sandbox.settings.change({ readConsistencyDelaySeconds: 20 });
    await allowRootPassword(scene, MEMBER);
    await scene.stack.idle();
    expect(scene.credentialsOf(MEMBER).password).toBe(true);
    // It has a lower priority than first audits of other accounts.
    const { triggers, later } = scene.stack.deployment.queues;
    const waiting = ({ arn }: { arn: string }) => scene.sandbox.sqs.queues.get(arn)?.messages().length;
    expect([waiting(triggers), waiting(later)]).toEqual([0, 1]);

    // By the follow-up audit the read has caught up. Deletions show up at once from here on.
    scene.sandbox.clock.advance(25);
    scene.sandbox.settings.change({ readConsistencyDelaySeconds: 0 });
    await scene.advance(40);
    expect(scene.credentialsOf(MEMBER)).toEqual(NO_CREDENTIALS);
  });

  it('without an event is found by the sweep, which leaves out the management account', async () => {
    const scene = await givenScene({
      accounts: [
        { id: MEMBER, root: WITH_PASSWORD },
        { id: OTHER, state: 'SUSPENDED', root: WITH_PASSWORD },
      ],
    });
    const before = scene.credentialsOf(scene.sandbox.managementAccountId);
    const calls = await scene.callsDuring(() => scene.stack.run('full-sweep'));
    expect(scene.credentialsOf(MEMBER)).toEqual(NO_CREDENTIALS);
    expect(scene.credentialsOf(OTHER).password).toBe(true);
    expect(scene.credentialsOf(scene.sandbox.managementAccountId)).toEqual(before);
    const targets = calls.filter(({ operation }) => operation === 'AssumeRoot').map(({ account }) => account);
    expect(new Set(targets)).toEqual(new Set([scene.sandbox.homeAccountId, MEMBER]));
  });
});
