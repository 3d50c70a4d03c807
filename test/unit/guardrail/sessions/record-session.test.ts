import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import type { RecordedSession } from '../../../../src/domain/recorded-session.ts';
import type { SessionReader } from '../../../../src/guardrail/ports/session-register.ts';
import { recordSession } from '../../../../src/guardrail/sessions/record-session.ts';
import { ACCOUNT, givenAccount, givenException } from '../../../support/builders.ts';
import { createMemoryWorld } from '../../../support/memory/world.ts';
import { givenSession } from '../../../support/sessions.ts';

const HOME = parseAccountId('222222222222');
const MANAGEMENT = parseAccountId('111111111111');
const NOW = new Date('2026-11-24T12:00:00Z');
const OWN_ROLE = 'arn:aws:iam::222222222222:role/rootguard-consumer';
const PRINCIPALS = {
  own: [OWN_ROLE],
  others: ['arn:aws:iam::222222222222:role/Operator*'],
  canaryAccountId: undefined,
};

function givenListener() {
  const world = createMemoryWorld(NOW);
  world.organization.setAccount(givenAccount(), []);
  const deps = {
    ...world,
    homeAccountId: HOME,
    managementAccountId: MANAGEMENT,
    sessionPrincipals: PRINCIPALS,
    sessionReader: world.sessionRegister,
  };
  const record = (fields: Partial<RecordedSession> = {}, loggedIn = HOME, more = {}) =>
    recordSession({ ...deps, ...more }, givenSession({ accessKeyId: 'ASIA1', at: NOW, ...fields }), loggedIn);
  const told = () => world.notifier.published.map(({ key }) => key);
  return { world, record, told };
}

const minutesLater = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

describe('a root session that was opened', () => {
  it('by rootguard is recorded as its own, and nobody is told', async () => {
    const { world, record, told } = givenListener();
    await record({ role: OWN_ROLE, task: 'IAMDeleteRootUserCredentials' });
    expect(world.sessionRegister.sessions).toMatchObject([{ accessKeyId: 'ASIA1', foreign: false }]);
    expect(told()).toEqual([]);
  });

  it('by a role of sessionPrincipals is not foreign', async () => {
    const { world, record, told } = givenListener();
    await record({ role: 'arn:aws:iam::222222222222:role/OperatorOne' });
    expect(world.sessionRegister.sessions).toMatchObject([{ foreign: false }]);
    expect(told()).toEqual([]);
  });

  it.each([
    'IAMCreateRootUserPassword',
    'S3UnlockBucketPolicy',
    'SQSUnlockQueuePolicy',
    'ANewTask',
    undefined,
  ])('by somebody else for the task %s is notified at once, with the person', async (task) => {
    const { world, record, told } = givenListener();
    await record({ task });
    expect(world.sessionRegister.sessions).toMatchObject([{ foreign: true, task }]);
    expect(told()).toEqual(['session-foreign']);
    const lines = world.notifier.published[0]?.lines.join('\n');
    expect(lines).toContain('assumed-role/Admin/mallory');
    expect(lines).toContain('ASIA1');
  });

  it.each(['IAMAuditRootUserCredentials', 'IAMDeleteRootUserCredentials'])(
    'by somebody else for the task %s is recorded only',
    async (task) => {
      const { record, told } = givenListener();
      await record({ task });
      expect(told()).toEqual([]);
    },
  );

  it('is notified once, however often its event arrives', async () => {
    const { record, told } = givenListener();
    await record();
    await record();
    await record({ accessKeyId: 'ASIA2' });
    expect(told()).toEqual(['session-foreign', 'session-foreign']);
  });

  it('is notified also where the register cannot be written, and tried again', async () => {
    const { world, record, told } = givenListener();
    world.log.onCall = ({ name }) => {
      if (name === 'sessionRegister.record') throw new Error('no table');
    };
    await expect(record()).rejects.toThrow('no table');
    expect(told()).toEqual(['session-foreign']);
    world.log.onCall = () => undefined;
    await record();
    expect(world.sessionRegister.sessions).toHaveLength(1);
    expect(told()).toEqual(['session-foreign']);
  });

  it('is notified when the notification failed at first', async () => {
    const { world, record, told } = givenListener();
    world.log.onCall = ({ name }) => {
      if (name === 'notifier.publish') throw new Error('crashed');
    };
    await expect(record()).rejects.toThrow('crashed');
    world.log.onCall = () => undefined;
    await record();
    expect(told()).toEqual(['session-foreign']);
  });

  it('in an account with an exception is notified, whatever its task is', async () => {
    const { world, record, told } = givenListener();
    await world.exceptions.add(givenException());
    await record({ task: 'IAMDeleteRootUserCredentials' });
    expect(told()).toEqual(['session-foreign']);
    expect(world.notifier.published[0]?.lines.join()).toContain('has an exception');
  });

  it('in an account with an exception that does not parse is notified too', async () => {
    const { world, record, told } = givenListener();
    world.exceptions.putMalformed({ scope: `account#${ACCOUNT}`, id: 'one', issues: ['reason: is missing'] });
    await record({ task: 'IAMDeleteRootUserCredentials' });
    expect(told()).toEqual(['session-foreign']);
  });

  it('in an account whose exception has ended is recorded only', async () => {
    const { world, record, told } = givenListener();
    await world.exceptions.add(givenException({ expiresAt: minutesLater(1).toISOString() }));
    world.clock.advance(60);
    await record({ task: 'IAMDeleteRootUserCredentials' });
    expect(world.sessionRegister.sessions).toHaveLength(1);
    expect(told()).toEqual([]);
  });

  it('from another account, which somebody has made a delegated administrator, is notified', async () => {
    const { world, record, told } = givenListener();
    await record({}, ACCOUNT);
    expect(world.sessionRegister.sessions).toMatchObject([{ foreign: true }]);
    expect(told()).toEqual(['session-foreign']);
  });

  it('is tried again where the exceptions cannot be read', async () => {
    const { world, record, told } = givenListener();
    world.log.fail({ call: 'dynamodb:Query' });
    await expect(record({ task: 'IAMDeleteRootUserCredentials' })).rejects.toThrow();
    expect(told()).toEqual([]);
  });

  it('is tried again where its account cannot be looked up', async () => {
    const { world, record, told } = givenListener();
    world.log.fail({ call: 'organizations:DescribeAccount' });
    await expect(record({ task: 'IAMAuditRootUserCredentials' })).rejects.toThrow();
    expect(told()).toEqual([]);
  });

  it('to read an account outside the organization is recorded only', async () => {
    const { world, record, told } = givenListener();
    world.organization.removeAccount(ACCOUNT);
    await record({ task: 'IAMAuditRootUserCredentials' });
    expect(world.sessionRegister.sessions).toHaveLength(1);
    expect(told()).toEqual([]);
  });

  it('in the account of the canary is notified, whatever its task is, unless the canary has opened it', async () => {
    const { record, told } = givenListener();
    const withCanary = { sessionPrincipals: { ...PRINCIPALS, canaryAccountId: ACCOUNT } };
    const tasks = [
      'IAMAuditRootUserCredentials',
      'IAMDeleteRootUserCredentials',
      'IAMCreateRootUserPassword',
    ];
    for (const task of tasks) await record({ task, role: OWN_ROLE }, HOME, withCanary);
    expect(told()).toEqual([]);
    for (const [index, task] of tasks.entries()) {
      await record({ task, accessKeyId: `ASIA${index}` }, HOME, withCanary);
    }
    expect(told()).toEqual(tasks.map(() => 'session-foreign'));
  });

  it('by a role of rootguard for a task that it never needs is notified, and that the role is misused', async () => {
    const { world, record, told } = givenListener();
    await record({ role: OWN_ROLE, task: 'IAMCreateRootUserPassword' });
    expect(told()).toEqual(['session-foreign']);
    expect(world.notifier.published[0]?.lines.join()).toContain('in the hands of somebody else');
  });

  it('to read accounts with exceptions is notified a few times a day, and the others together', async () => {
    const { world, record, told } = givenListener();
    await world.exceptions.add(givenException());
    for (let session = 0; session < 50; session += 1) {
      await record({ task: 'IAMAuditRootUserCredentials', accessKeyId: `ASIA${session}` });
    }
    expect(told()).toHaveLength(4);
    expect(world.notifier.published.at(-1)?.lines.join()).toContain('further sessions');
  });

  it('to read accounts with exceptions is limited by its role, whatever its sessions are named', async () => {
    const { world, record, told } = givenListener();
    await world.exceptions.add(givenException());
    for (let session = 0; session < 10; session += 1) {
      await record({
        task: 'IAMAuditRootUserCredentials',
        accessKeyId: `ASIA${session}`,
        openedBy: `arn:aws:sts::222222222222:assumed-role/Admin/s${session}`,
      });
    }
    expect(told()).toHaveLength(4);
  });

  it.each(['IAMAuditRootUserCredentials', 'IAMDeleteRootUserCredentials', 'IAMCreateRootUserPassword'])(
    'in an account that its event does not name is notified, as that may be a special one: %s',
    async (task) => {
      const { world, record, told } = givenListener();
      await record({ target: undefined, task });
      expect(told()).toEqual(['session-foreign']);
      expect(world.notifier.published[0]).toMatchObject({ account: 'organization' });
      expect(world.notifier.published[0]?.lines[0]).toBe('Account unknown');
    },
  );
});

describe('a root session that was denied', () => {
  const denied = (at: Date, fields: Partial<RecordedSession> = {}) => ({
    accessKeyId: undefined,
    task: undefined,
    at,
    eventId: `e-${at.toISOString()}-${fields.openedBy ?? ''}`,
    ...fields,
  });

  it('is recorded, and notified once there are five within ten minutes', async () => {
    const { world, record, told } = givenListener();
    for (const minute of [0, 1, 2, 3]) await record(denied(minutesLater(minute)));
    expect(told()).toEqual([]);
    expect(world.sessionRegister.sessions).toHaveLength(4);
    await record(denied(minutesLater(10)));
    expect(told()).toEqual(['sessions-denied']);
    await record(denied(minutesLater(11)));
    expect(told()).toEqual(['sessions-denied']);
  });

  it('counts by the times of the events, in whatever order they arrive, and each once', async () => {
    const { record, told } = givenListener();
    for (const minute of [9, 0, 7]) await record(denied(minutesLater(minute)));
    for (const minute of [9, 0, 7]) await record(denied(minutesLater(minute)));
    await record(denied(minutesLater(30)));
    expect(told()).toEqual([]);
    for (const minute of [3, 5]) await record(denied(minutesLater(minute)));
    expect(told()).toEqual(['sessions-denied']);
  });

  it('is not notified where the attempts are far apart, or of several principals', async () => {
    const { record, told } = givenListener();
    for (const minute of [0, 3, 6, 9, 12, 15]) await record(denied(minutesLater(minute)));
    for (const who of 'abcdef') await record(denied(minutesLater(60), { openedBy: who, role: undefined }));
    expect(told()).toEqual([]);
  });

  it('counts for its role, whatever its sessions are named', async () => {
    const { world, record, told } = givenListener();
    const as = (session: number) => `arn:aws:sts::222222222222:assumed-role/Admin/s${session}`;
    for (const minute of [0, 1, 2, 3, 4]) {
      await record(denied(minutesLater(minute), { openedBy: as(minute) }));
    }
    expect(told()).toEqual(['sessions-denied']);
    expect(world.notifier.published[0]?.lines[0]).toContain('arn:aws:iam::222222222222:role/Admin');
    expect(world.notifier.published[0]?.lines[1]).toContain(as(3));
  });

  it('is notified where it is among too many to count it, once a day', async () => {
    const { world, record, told } = givenListener();
    const role = (name: string) => ({ role: `arn:aws:iam::222222222222:role/${name}` });
    for (let session = 0; session < 500; session += 1) {
      const flood = { accessKeyId: `ASIA${session}`, foreign: true, ...role('Auditor') };
      await world.sessionRegister.record(
        givenSession({ at: NOW, task: 'IAMAuditRootUserCredentials', ...flood }),
      );
    }
    for (const minute of [1, 2]) await record(denied(minutesLater(minute), role('Hidden')));
    expect(told()).toEqual(['sessions-denied']);
    expect(world.notifier.published[0]?.lines[0]).toContain('role/Hidden');
  });

  it('in another account than home and management is left out, as it could not succeed', async () => {
    const { world, record, told } = givenListener();
    for (const minute of [0, 1, 2, 3, 4, 5]) await record(denied(minutesLater(minute)), ACCOUNT);
    expect(world.sessionRegister.sessions).toEqual([]);
    expect(told()).toEqual([]);
    for (const minute of [0, 1, 2, 3, 4]) await record(denied(minutesLater(minute)), MANAGEMENT);
    expect(told()).toEqual(['sessions-denied']);
  });

  it('is not mixed up with sessions that were opened, nor with rows that do not parse', async () => {
    const { world, record, told } = givenListener();
    const sessionReader: Pick<SessionReader, 'readForeign'> = {
      async *readForeign(period) {
        yield { type: 'malformed', partition: 'x', key: 'y', issues: ['at: is missing'] };
        yield* world.sessionRegister.readForeign(period);
      },
    };
    for (const minute of [0, 1, 2]) await record(denied(minutesLater(minute)));
    await record({ task: 'IAMAuditRootUserCredentials', at: minutesLater(3) });
    await record(denied(minutesLater(4)), HOME, { sessionReader });
    expect(told()).toEqual([]);
    await record(denied(minutesLater(5)), HOME, { sessionReader });
    expect(told()).toEqual(['sessions-denied']);
  });

  it('is notified with what is known of the principal, and some of the accounts that it tried', async () => {
    const { world, record } = givenListener();
    const anonymous = { callerAccount: undefined, sourceIp: undefined };
    for (let index = 0; index < 11; index += 1) {
      const target = parseAccountId(String(400_000_000_000 + index));
      const fields = denied(NOW, { ...anonymous, target, eventId: `e-${index}` });
      await world.sessionRegister.record({ ...givenSession(), ...fields });
    }
    await record(denied(NOW, { ...anonymous, target: undefined }));
    expect(world.notifier.published[0]?.lines).toEqual(
      expect.arrayContaining([
        'Its account: unknown',
        'From: unknown',
        expect.stringMatching(/^Accounts that it tried: (?:(?:\d{12}|unknown)(?:, | )){10}and 2 more$/),
      ]),
    );
  });

  it('is notified even where more attempts are recorded than are read', async () => {
    const { world, record, told } = givenListener();
    for (let index = 0; index < 600; index += 1) {
      const fields = denied(NOW, { eventId: `e-${index}` });
      await world.sessionRegister.record({ ...givenSession(), ...fields });
    }
    await record(denied(minutesLater(1)));
    expect(told()).toEqual(['sessions-denied']);
  });
});
