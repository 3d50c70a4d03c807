import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../src/domain/account.ts';
import { readLedger } from '../../src/local/demo/ledger.ts';
import { givenScene, MANAGEMENT, MEMBER, OTHER, WITH_PASSWORD } from '../support/sandbox-scene.ts';
import { auditRequest, countCalls, readDeadLetters, sendTriggers } from './messages.ts';

const DENIED = { type: 'error', code: 'AccessDenied', status: 403, message: 'not now' } as const;

describe('a message', () => {
  it('that is malformed ends in the dead-letter queue, unchanged, with the path of the issue', async () => {
    const scene = await givenScene();
    const body = `{"rootguard": "audit-request", "account": "33", "padding": "${'ü'.repeat(1000)}"}`;
    await sendTriggers(scene, [body]);
    await scene.stack.idle();
    expect(await readDeadLetters(scene)).toEqual([
      { body, attributes: { path: 'account', message: 'must be 12 digits' } },
    ]);
  });

  it('about an account outside the organization, or about the management account, opens no root session', async () => {
    const scene = await givenScene();
    const calls = await scene.callsDuring(() =>
      sendTriggers(scene, [auditRequest(scene, '999999999999'), auditRequest(scene, MANAGEMENT)]),
    );
    expect(countCalls(calls, 'AssumeRoot')).toBe(0);
    expect(await readLedger(scene, parseAccountId('999999999999'))).toMatchObject([
      { type: 'rejected', reason: 'not-in-organization' },
    ]);
    expect(await readLedger(scene, parseAccountId(MANAGEMENT))).toMatchObject([
      { type: 'rejected', reason: 'management-account' },
    ]);
    expect(await readDeadLetters(scene)).toEqual([]);
  });

  it('that fails is delivered again after its back-off, and the others of its batch are not', async () => {
    const scene = await givenScene();
    scene.sandbox.faults.inject({
      service: 'sts',
      operation: 'AssumeRoot',
      account: MEMBER,
      times: 1,
      effect: DENIED,
    });
    const first = await scene.callsDuring(() =>
      sendTriggers(scene, [auditRequest(scene, MEMBER), auditRequest(scene, OTHER)]),
    );
    expect(countCalls(first, 'AssumeRoot')).toBe(2);
    expect(await scene.callsDuring(() => scene.advance(25))).toEqual([]);

    const again = await scene.callsDuring(() => scene.advance(5));
    const targets = again.filter(({ operation }) => operation === 'AssumeRoot').map(({ account }) => account);
    expect(targets).toEqual([MEMBER]);
  });

  it('that never succeeds ends in the dead-letter queue, with the account known as unknown', async () => {
    const scene = await givenScene();
    scene.sandbox.faults.inject({
      service: 'sts',
      operation: 'AssumeRoot',
      account: MEMBER,
      times: 100,
      effect: DENIED,
    });
    const body = auditRequest(scene, MEMBER);
    await sendTriggers(scene, [body]);
    await scene.stack.idle();
    for (let tries = 0; tries < 12; tries += 1) await scene.advance(900);
    expect((await readDeadLetters(scene)).map((letter) => letter.body)).toEqual([body]);
    const operator = await scene.stack.operator();
    const posture = (await operator.posture.read(parseAccountId(MEMBER)))?.posture;
    expect(posture).toMatchObject({
      state: 'unknown',
      failure: { code: 'AccessDenied', message: 'not now' },
    });
  });

  it('is processed although AWS throttles, as the SDK retries', async () => {
    const scene = await givenScene({ accounts: [{ id: MEMBER, root: WITH_PASSWORD }] });
    scene.sandbox.faults.inject({
      service: 'sts',
      operation: 'AssumeRoot',
      times: 2,
      effect: { type: 'error', code: 'Throttling', status: 400, message: 'Rate exceeded' },
    });
    const calls = await scene.callsDuring(() => sendTriggers(scene, [auditRequest(scene, MEMBER)]));
    const outcomes = calls
      .filter(({ operation }) => operation === 'AssumeRoot')
      .map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['Throttling', 'Throttling', 'Success']);
    expect(scene.credentialsOf(MEMBER).password).toBe(false);
  });

  it('whose deletion took effect although its answer was lost is a success', async () => {
    const scene = await givenScene({ accounts: [{ id: MEMBER, root: WITH_PASSWORD }] });
    scene.sandbox.faults.inject({
      service: 'iam',
      operation: 'DeleteLoginProfile',
      times: 1,
      effect: { type: 'drop-response' },
    });
    await scene.callsDuring(() => sendTriggers(scene, [auditRequest(scene, MEMBER)]));
    const outcome = (await readLedger(scene, parseAccountId(MEMBER))).find(({ type }) => type === 'outcome');
    expect(outcome).toMatchObject({ results: [{ result: 'removed' }] });
    expect(await readDeadLetters(scene)).toEqual([]);
  });

  it('about a change of an exception of an organizational unit makes the watch audit that unit', async () => {
    const scene = await givenScene({
      accounts: [
        { id: MEMBER, parent: 'ou-sbox-work0001', root: WITH_PASSWORD },
        { id: OTHER, root: WITH_PASSWORD },
      ],
    });
    await sendTriggers(scene, [
      JSON.stringify({
        eventSource: 'aws:dynamodb',
        eventName: 'REMOVE',
        dynamodb: { Keys: { scope: { S: 'ou#ou-sbox-work0001' }, id: { S: 'migration' } } },
      }),
    ]);
    await scene.stack.idle();
    const calls = await scene.callsDuring(() => scene.stack.run('watch'));
    const targets = calls.filter(({ operation }) => operation === 'AssumeRoot').map(({ account }) => account);
    expect(new Set(targets)).toEqual(new Set([MEMBER]));
    expect(scene.credentialsOf(MEMBER).password).toBe(false);
    expect(scene.credentialsOf(OTHER).password).toBe(true);
  });
});
