import { DeleteRuleCommand, RemoveTargetsCommand } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import { administratorOf, createSandboxClients } from '../../src/local/clients.ts';
import { NO_CREDENTIALS, type Scene } from '../../src/local/demo/scene.ts';
import { givenScene, WITH_PASSWORD } from '../support/sandbox-scene.ts';
import { countCalls, readDeadLetters } from './messages.ts';

const NEWCOMER = '777777777777';

/** The service does not know the account in the first few calls. */
function refuseAtFirst(scene: Scene, service: string, operation: string, code: string, times: number): void {
  const effect = { type: 'error', code, status: 400, message: 'not yet' } as const;
  scene.sandbox.faults.inject({ service, operation, account: NEWCOMER, times, effect });
}

const notificationsOf = (scene: Scene) => scene.sandbox.sns.published().map(({ subject }) => subject ?? '');

describe('an account that joins', () => {
  it.each([
    ['organizations', 'DescribeAccount', 'AccountNotFoundException'],
    ['sts', 'AssumeRoot', 'AccessDenied'],
  ])('while %s:%s answers %s is audited once AWS knows it, and no notification is sent', async (...call) => {
    const scene = await givenScene();
    refuseAtFirst(scene, ...call, 4);
    scene.sandbox.join({ id: NEWCOMER, joinedMethod: 'INVITED', root: WITH_PASSWORD });
    await scene.stack.idle();
    for (let tries = 0; tries < 3; tries += 1) await scene.advance(120);
    expect(scene.credentialsOf(NEWCOMER).password).toBe(true);
    expect(notificationsOf(scene)).toEqual([]);

    await scene.advance(600);
    expect(scene.credentialsOf(NEWCOMER)).toEqual(NO_CREDENTIALS);
    expect(notificationsOf(scene)).toEqual([expect.stringContaining(NEWCOMER)]);
    expect(await readDeadLetters(scene)).toEqual([]);
  });

  it('is audited once it is ACTIVE', async () => {
    const scene = await givenScene();
    const joined = {
      id: NEWCOMER,
      joinedMethod: 'CREATED',
      state: 'PENDING_ACTIVATION',
      root: WITH_PASSWORD,
    } as const;
    const calls = await scene.callsDuring(async () => scene.sandbox.join(joined));
    expect(countCalls(calls, 'AssumeRoot')).toBe(0);
    const account = scene.sandbox.organization.accounts.get(NEWCOMER);
    if (account) account.state = 'ACTIVE';
    await scene.advance(30);
    expect(scene.credentialsOf(NEWCOMER)).toEqual(NO_CREDENTIALS);
  });

  it('has the rule that tells when somebody removes its forwarding, which its own deployment does not set off', async () => {
    const scene = await givenScene();
    scene.sandbox.join({ id: NEWCOMER, joinedMethod: 'CREATED' });
    await scene.stack.idle();
    await scene.advance(120);
    expect(notificationsOf(scene)).toEqual([]);

    const administrator = createSandboxClients(scene.sandbox.endpoint, administratorOf(NEWCOMER)).eventBridge;
    const Name = 'rootguard-root-credentials';
    await administrator.send(new RemoveTargetsCommand({ Rule: Name, Ids: ['rootguard'] }));
    await administrator.send(new DeleteRuleCommand({ Name }));
    await scene.stack.idle();
    await scene.advance(120);
    const [first] = scene.sandbox.sns.published();
    expect(first?.subject).toContain(NEWCOMER);
    expect(first?.message).toContain(`The forwarding rule ${Name} in account ${NEWCOMER}`);
  });

  it('by invitation keeps its root credentials until its grace ends, and is then audited without a sweep', async () => {
    const scene = await givenScene({ settings: { invitedGraceSeconds: '3600' } });
    scene.sandbox.join({ id: NEWCOMER, joinedMethod: 'INVITED', root: WITH_PASSWORD });
    await scene.stack.idle();
    await scene.advance(3_500);
    await scene.stack.run('watch');
    await scene.advance(60);
    expect(scene.credentialsOf(NEWCOMER).password).toBe(true);
    await scene.advance(40);
    await scene.stack.run('watch');
    await scene.advance(60);
    expect(scene.credentialsOf(NEWCOMER)).toEqual(NO_CREDENTIALS);
    const again = await scene.callsDuring(() => scene.stack.run('watch'));
    expect(countCalls(again, 'SendMessage')).toBe(0);
  });

  it('and stays denied is notified after half an hour', async () => {
    const scene = await givenScene();
    refuseAtFirst(scene, 'sts', 'AssumeRoot', 'AccessDenied', 100);
    scene.sandbox.join({ id: NEWCOMER, joinedMethod: 'INVITED', root: WITH_PASSWORD });
    await scene.stack.idle();
    for (let minute = 0; minute < 29; minute += 1) await scene.advance(60);
    expect(notificationsOf(scene)).toEqual([]);
    for (let minute = 0; minute < 5; minute += 1) await scene.advance(60);
    expect(notificationsOf(scene)).toEqual([expect.stringContaining(NEWCOMER)]);
  });
});
