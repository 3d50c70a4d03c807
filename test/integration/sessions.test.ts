import { AssumeRootCommand } from '@aws-sdk/client-sts';
import { startSandbox } from 'organization-sandbox/sandbox.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseAccountId } from '../../src/domain/account.ts';
import { createSandboxClients, roleOf } from '../../src/local/clients.ts';
import { allowRootPassword } from '../../src/local/demo/attacker.ts';
import { createScene } from '../../src/local/demo/scene.ts';
import { startStack } from '../../src/local/stack.ts';
import { givenWorld, MEMBER } from '../support/sandbox-scene.ts';

const CREATE = 'arn:aws:iam::aws:policy/root-task/IAMCreateRootUserPassword';

async function givenScene() {
  const sandbox = await startSandbox({ world: givenWorld([{ id: MEMBER }]) });
  const stack = await startStack(sandbox, { settings: { mode: 'enforce', logLevel: 'silent' } });
  onTestFinished(async () => {
    await stack.stop();
    await sandbox.close();
  });
  const scene = createScene(sandbox, stack);
  const told = () => sandbox.sns.published().map(({ message }) => message);
  const registered = async () => {
    const { sessionReader } = await stack.operator();
    const sessions = [];
    for await (const one of sessionReader.read(parseAccountId(MEMBER))) {
      if (one.type === 'session') sessions.push(one.session);
    }
    return sessions;
  };
  return { sandbox, stack, scene, told, registered };
}

describe('who opens a root session', () => {
  it('is notified before anything happens in it, and named when what was created is removed', async () => {
    const { stack, scene, told, registered, sandbox } = await givenScene();
    const { sts } = scene.administrator(sandbox.homeAccountId);
    await sts.send(new AssumeRootCommand({ TargetPrincipal: MEMBER, TaskPolicyArn: { arn: CREATE } }));
    await stack.idle();
    expect(told()).toHaveLength(1);
    expect(told()[0]).toContain('assumed-role/sandbox-admin/session');
    expect(await registered()).toMatchObject([{ foreign: true, task: 'IAMCreateRootUserPassword' }]);

    const { accessKeyId } = await allowRootPassword(scene, MEMBER);
    await scene.advance(60);
    expect(told().some((text) => text.includes(`Session ${accessKeyId} was opened by`))).toBe(true);
    const sessions = await registered();
    expect(sessions.filter(({ foreign }) => foreign)).toHaveLength(2);
    expect(sessions.filter(({ foreign }) => !foreign).length).toBeGreaterThan(0);
  });

  it('is known where it is rootguard or an operator', async () => {
    const { stack, sandbox, told, registered } = await givenScene();
    await stack.run('full-sweep');
    await stack.idle();
    const { sts } = createSandboxClients(
      sandbox.endpoint,
      roleOf(sandbox.homeAccountId, 'RootguardOperator'),
    );
    await sts.send(new AssumeRootCommand({ TargetPrincipal: MEMBER, TaskPolicyArn: { arn: CREATE } }));
    await stack.idle();
    const sessions = await registered();
    expect(sessions.map(({ foreign }) => foreign)).toEqual(sessions.map(() => false));
    expect(sessions.map(({ role }) => role)).toContain(
      `arn:aws:iam::${sandbox.homeAccountId}:role/RootguardOperator`,
    );
    expect(told().join()).not.toContain('root session');
  });

  it('is notified where many attempts are denied', async () => {
    const { stack, sandbox, scene, told } = await givenScene();
    const { sts } = scene.administrator(sandbox.homeAccountId);
    const target = { TargetPrincipal: sandbox.managementAccountId, TaskPolicyArn: { arn: CREATE } };
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await expect(sts.send(new AssumeRootCommand(target))).rejects.toThrow('not authorized');
    }
    await stack.idle();
    expect(told()).toHaveLength(1);
    expect(told()[0]).toContain('was denied to open root sessions 5 times');
  });
});
