import { describe, expect, it } from 'vitest';
import { CREDENTIAL_KINDS } from '../../../../src/domain/credentials.ts';
import {
  givenCredential,
  givenException,
  givenPolicy,
  givenRootEvent,
  givenSweep,
} from '../../../support/builders.ts';
import { type Guard, givenGuard, givenListedSweep, heal, NOW, onNth } from '../guard-fixture.ts';

const KEY = givenCredential('access-key');
const PASSWORD = givenCredential('login-profile');
const EVENT = givenRootEvent('access-key', NOW);

const OBSERVING = { initialPolicy: givenPolicy({ mode: 'observe' }) };

describe('the settings', () => {
  it('replace the initial policy as a whole', async () => {
    const guarded = givenGuard([KEY], OBSERVING);
    guarded.settings.put(givenPolicy({ mode: 'enforce' }));
    await guarded.guard(EVENT);
    expect(guarded.left()).toEqual([]);

    const overridden = givenGuard([KEY], { initialPolicy: givenPolicy({ mode: 'enforce' }) });
    overridden.settings.put(givenPolicy({ mode: 'observe' }));
    await overridden.guard(EVENT);
    expect(overridden.left()).toEqual(['access-key']);
  });

  it('cannot make a deployment delete that has no remover', async () => {
    const guarded = givenGuard([KEY], { ...OBSERVING, remover: undefined });
    guarded.settings.put(givenPolicy({ mode: 'enforce' }));
    await guarded.guard(EVENT);
    expect(guarded.left()).toEqual(['access-key']);
    expect(guarded.entries('audit')).toMatchObject([{ decisions: [{ reason: 'observe-mode' }] }]);
  });

  it('limit the breaker', async () => {
    const guarded = givenGuard([KEY]);
    guarded.settings.put(givenPolicy({ maxAccountsPerHour: 0 }));
    await guarded.guard(givenSweep(NOW));
    expect([guarded.left(), guarded.notified()]).toEqual([
      ['access-key'],
      expect.arrayContaining(['breaker-open']),
    ]);
  });
});

describe('settings that change while an account is guarded', () => {
  const observe = (guarded: Guard) => guarded.settings.put(givenPolicy({ mode: 'observe' }));

  it.each([
    ['while the session is opened', 'sts:AssumeRoot', 1],
    ['while the credentials are listed', 'iam:ListMFADevices', 1],
    ['while the enforcement is recorded as started', 'posture.startEnforcement', 1],
  ])('to observe mode stop every removal: %s', async (_when, call, nth) => {
    const guarded = givenGuard([KEY, PASSWORD]);
    onNth(guarded.log, call, nth, () => observe(guarded));
    expect(await guarded.guard(EVENT)).toMatchObject({ type: 'done', state: 'violating' });
    expect(guarded.left()).toEqual(['access-key', 'login-profile']);
    expect(guarded.notified()).toEqual(['violation-found']);
  });

  it('to observe mode while one kind is deleted stop the removal of the next, which the outcome says', async () => {
    const guarded = givenGuard(CREDENTIAL_KINDS.map((kind) => givenCredential(kind)));
    onNth(guarded.log, 'iam:DeleteAccessKey', 1, () => observe(guarded));
    await guarded.guard(givenRootEvent(undefined, NOW));
    expect(guarded.left()).toEqual(['login-profile', 'signing-certificate', 'mfa-device']);
    const [outcome] = guarded.entries('outcome');
    expect(outcome?.results.find(({ credential }) => credential.kind === 'login-profile')).toMatchObject({
      result: 'withheld',
      reason: 'observe-mode',
    });
    expect(guarded.notified().toSorted()).toEqual(['credentials-removed', 'violation-found']);
  });

  it('to a grace keep what the account brought', async () => {
    const joinedAt = new Date(NOW.getTime() - 3_600_000);
    const guarded = givenGuard([KEY]);
    const member = guarded.organization.members.get(EVENT.account);
    if (member === undefined) throw new Error('no member');
    guarded.organization.setAccount({ ...member, joinedMethod: 'INVITED', joinedAt }, [KEY]);
    onNth(guarded.log, 'posture.startEnforcement', 1, () =>
      guarded.settings.put(givenPolicy({ invitedGraceSeconds: 86_400 })),
    );
    await guarded.guard(EVENT);
    expect(guarded.left()).toEqual(['access-key']);
  });

  it('in what does not concern the account stop nothing', async () => {
    const guarded = givenGuard([KEY, PASSWORD]);
    onNth(guarded.log, 'posture.startEnforcement', 1, () =>
      guarded.settings.put(
        givenPolicy({ accountModes: { '444444444444': 'observe' }, maxAccountsPerHour: 3 }),
      ),
    );
    await guarded.guard(EVENT);
    expect(guarded.left()).toEqual([]);
    expect(guarded.calls().filter((call) => call === 'exceptions.readFor')).toHaveLength(1);
  });
});

describe('settings that do not parse', () => {
  function givenMalformed(credentials = [KEY]) {
    const guarded = givenGuard(credentials);
    guarded.settings.putItem({ version: 2, mode: 'enforced' });
    return guarded;
  }

  it('remove nothing, and are notified once for the organization with the attribute at fault', async () => {
    const guarded = givenMalformed();
    const why = 'the settings do not parse';
    expect(await guarded.guard(EVENT)).toMatchObject({ type: 'retry', state: 'violating', why });
    expect(await guarded.guard(givenListedSweep())).toMatchObject({ type: 'done', state: 'violating' });
    expect(guarded.left()).toEqual(['access-key']);
    expect(guarded.notified().toSorted()).toEqual(['settings-unusable', 'violation-found']);
    const notification = guarded.notifier.published.find(({ key }) => key === 'settings-unusable');
    expect(notification).toMatchObject({
      account: 'organization',
      lines: expect.arrayContaining(['mode: must be observe or enforce']),
    });
    expect(guarded.entries('audit')).toMatchObject([{ decisions: [{ reason: 'settings-malformed' }] }]);
  });

  it.each([
    ['before', 'sts:AssumeRoot', 1],
    ['in the middle of', 'posture.startEnforcement', 1],
    ['in the middle of', 'iam:DeleteAccessKey', 1],
  ])(
    'are read again after an event, as no watch may have seen them: %s an enforcement',
    async (_when, call, nth) => {
      const guarded = givenGuard([KEY, PASSWORD]);
      guarded.settings.put(givenPolicy());
      const { item } = guarded.settings;
      onNth(guarded.log, call, nth, () => guarded.settings.putItem({ ...item, mode: 'enforced' }));
      expect(await guarded.guard(EVENT)).toMatchObject({ type: 'retry', why: 'the settings do not parse' });
      expect(guarded.left()).toContain('login-profile');
      heal(guarded.log);
      guarded.settings.putItem(item);
      expect(await guarded.guard(EVENT)).toMatchObject({ type: 'done', state: 'compliant' });
      expect(guarded.left()).toEqual([]);
    },
  );

  it('matter to no account whose credentials are all approved', async () => {
    const guarded = givenMalformed();
    guarded.exceptions.put(givenException({ credentials: ['access-key'] }));
    expect(await guarded.guard(EVENT)).toMatchObject({ type: 'done', state: 'excepted' });
    expect(guarded.notified()).toEqual([]);
  });
});

describe('settings that cannot be read', () => {
  const unread = (guarded: Guard, failure = {}) =>
    guarded.log.fail({ call: 'dynamodb:GetItem', times: 100, failure });

  it.each([
    ['after an event', EVENT],
    ['in a sweep', givenListedSweep()],
  ])('for a while remove nothing %s, notify nobody, and are read again', async (_when, trigger) => {
    const guarded = givenGuard([KEY]);
    unread(guarded);
    expect(await guarded.guard(trigger)).toMatchObject({
      type: 'retry',
      why: expect.stringContaining('dynamodb:GetItem'),
    });
    expect([guarded.left(), guarded.notified()]).toEqual([['access-key'], []]);
    guarded.log.clearFailures();
    await guarded.guard(trigger);
    expect([guarded.left(), guarded.notified()]).toEqual([[], ['credentials-removed']]);
  });

  it.each([
    ['after an event are read again, and the violation is notified', EVENT, 'retry', ['violation-found']],
    [
      'in a sweep are left to the next one, and the violation is told with all others',
      givenListedSweep(),
      'done',
      [],
    ],
  ] as const)('as it is denied %s', async (_what, trigger, type, notified) => {
    const guarded = givenGuard([KEY]);
    unread(guarded, { reason: 'not-authorized', code: 'AccessDeniedException' });
    expect(await guarded.guard(trigger)).toMatchObject({ type, state: 'violating' });
    expect(guarded.left()).toEqual(['access-key']);
    expect(guarded.notified().toSorted()).toEqual(['settings-unusable', ...notified]);
  });

  it('in the middle of an enforcement leave what is left, and the account is guarded again', async () => {
    const guarded = givenGuard([KEY]);
    onNth(guarded.log, 'posture.startEnforcement', 1, () => unread(guarded));
    expect(await guarded.guard(EVENT)).toMatchObject({ type: 'retry' });
    expect(guarded.left()).toEqual(['access-key']);
    expect(guarded.entries('outcome')).toMatchObject([
      { results: [{ result: 'failed', failedBecause: 'not-verified' }] },
    ]);
  });
});
