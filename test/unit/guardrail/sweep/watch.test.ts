import { describe, expect, it } from 'vitest';
import { type OrganizationalUnitId, parseOrganizationalUnitId } from '../../../../src/domain/account.ts';
import { RootguardError } from '../../../../src/domain/errors.ts';
import type { Exception, WideScope } from '../../../../src/domain/exception.ts';
import { guardAccount } from '../../../../src/guardrail/account/guard-account.ts';
import { continueSweep, startSweep } from '../../../../src/guardrail/sweep/sweep.ts';
import { watch } from '../../../../src/guardrail/sweep/watch.ts';
import { ACCOUNT, givenAccount, givenCredential, givenException } from '../../../support/builders.ts';
import { clockAheadOf } from '../../../support/memory/clock.ts';
import { Crash, crashOn, heal, NOW, onNth } from '../guard-fixture.ts';
import { AMPLE_TIME, givenMembers, givenSweeper, type Sweeper, timeForPages } from '../sweep-fixture.ts';

const UNIT = 'ou-ab12-aaaaaaaa';
const PAST = '2026-11-24T11:59:59Z';
const A_MINUTE_AGO = '2026-11-24T11:59:00Z';
const SCOPES = { account: `account#${ACCOUNT}`, unit: `ou#${UNIT}`, organization: 'organization' };

function given(attributes: Readonly<Record<string, unknown>>): Exception {
  return givenException({ id: 'ended', expiresAt: PAST, ...attributes });
}

function inSeconds(seconds: number): string {
  return new Date(NOW.getTime() + seconds * 1000).toISOString();
}

function settledAt({ exceptions }: Sweeper): Date | undefined {
  const [row] = exceptions.rows;
  return row?.type === 'exception' ? row.exception.settledAt : undefined;
}

function ends({ ledger }: Sweeper) {
  return ledger.entries.filter((entry) => entry.type === 'exception-change' && entry.change === 'ended');
}

describe('an exception that has ended', () => {
  it('in the scope of an account is marked after its audit is requested', async () => {
    const sweeper = givenSweeper();
    sweeper.exceptions.put(given({ scope: SCOPES.account }));
    await watch(sweeper.deps, AMPLE_TIME);
    expect(sweeper.calls()).toEqual([
      'deploymentRecord.read',
      'settings.read',
      'deploymentRecord.read',
      'deploymentRecord.write',
      'exceptions.scan',
      'triggerQueue.requestAudit',
      'ledger.append',
      'exceptions.markProcessed',
      'graceEnds.read',
      'sweepProgress.read',
      'requestedScopes.read',
      'digestProgress.read',
      'sweepProgress.read',
      'posture.readHearingProgress',
      'posture.writeHearingProgress',
      'posture.readAll',
      'posture.writeHearingProgress',
      'sweepProgress.read',
      'sweepProgress.read',
    ]);
    // By a clock that is half a minute behind, the exception is still active.
    sweeper.clock.advance(59);
    expect(sweeper.triggerQueue.receiveDue()).toEqual([]);
    sweeper.clock.advance(1);
    expect(sweeper.triggerQueue.receiveDue()).toEqual([
      { account: ACCOUNT, why: 'exception-ended', requestedAt: NOW, event: undefined },
    ]);
    expect(ends(sweeper)).toMatchObject([
      { account: ACCOUNT, scope: SCOPES.account, exceptionId: 'ended', operator: undefined, at: NOW },
    ]);
    expect(settledAt(sweeper)).toEqual(NOW);
    expect(sweeper.telemetry.logged).toEqual([
      { event: 'exception-ended', fields: { scope: SCOPES.account, exceptionId: 'ended' } },
    ]);
  });

  it('in the scope of an organizational unit has its accounts queued in the same run', async () => {
    const sweeper = givenSweeper([...givenMembers(3, [UNIT]), givenAccount({ id: '444444444444' })]);
    sweeper.exceptions.put(given({ scope: SCOPES.unit, expiresAt: A_MINUTE_AGO }));
    await watch(sweeper.deps, AMPLE_TIME);
    expect(sweeper.queued()).toEqual(givenMembers(3).map(({ id }) => id));
    expect(sweeper.triggerQueue.sent).toEqual([]);
    expect(ends(sweeper)).toMatchObject([{ account: 'organization', scope: SCOPES.unit }]);
    expect(settledAt(sweeper)).toEqual(NOW);
    expect(await sweeper.requestedScopes.read()).toEqual([]);
  });

  it('in the scope of the organization starts a sweep in the same run', async () => {
    const sweeper = givenSweeper(3);
    sweeper.exceptions.put(given({ scope: SCOPES.organization, expiresAt: A_MINUTE_AGO }));
    await watch(sweeper.deps, AMPLE_TIME);
    expect(sweeper.queued()).toHaveLength(3);
    expect(ends(sweeper)).toMatchObject([{ account: 'organization', scope: 'organization' }]);
    expect(await sweeper.progress()).toMatchObject({ finishedAt: NOW });
    expect(await sweeper.requestedScopes.read()).toEqual([]);
  });

  it.each([SCOPES.unit, SCOPES.organization])(
    'in the scope %s is left to the next run for a minute, as it may be active by another clock',
    async (scope) => {
      const [member] = givenMembers(1, [UNIT]);
      if (member === undefined) throw new Error('no member');
      const sweeper = givenSweeper([member]);
      const key = givenCredential('access-key');
      sweeper.organization.setCredentials(member.id, [key]);
      sweeper.exceptions.put(given({ scope, credentials: ['access-key'], expiresAt: inSeconds(10) }));
      const ahead = { ...sweeper.deps, clock: clockAheadOf(sweeper.clock, 30) };
      for (let runs = 0; runs < 3; runs += 1) {
        const queued = sweeper.sweepQueue.sent.length;
        await watch(ahead, AMPLE_TIME);
        for (const { account: listed, sweepId, queuedAt: at } of sweeper.sweepQueue.sent.slice(queued)) {
          const triggers = [{ type: 'swept', account: listed.id, sweepId, at, listed }] as const;
          await guardAccount({ ...sweeper, ...sweeper.deps }, { account: listed.id, triggers });
        }
        sweeper.clock.advance(5 * 60);
      }
      expect(sweeper.organization.credentials(member.id)).toEqual([]);
      expect(ends(sweeper)).toHaveLength(1);
    },
  );

  it.each([
    [true, 'at this moment', { expiresAt: NOW.toISOString() }],
    [false, 'in a second', { expiresAt: '2026-11-24T12:00:01Z' }],
    [false, 'never', { expiresAt: undefined, permanent: true }],
    [true, 'by revocation', { expiresAt: undefined, permanent: true, revokedAt: PAST }],
    [false, 'and was processed since', { settledAt: PAST }],
    [true, 'again after it was extended', { settledAt: '2026-11-23T00:00:00Z' }],
    [true, 'though it is marked by a clock far ahead', { settledAt: '2026-11-24T13:00:01Z' }],
    [false, 'and is marked by a clock ahead', { settledAt: '2026-11-24T13:00:00Z' }],
    [true, 'by revocation, though processed before', { settledAt: '2026-11-23T00:00:00Z', revokedAt: PAST }],
  ] as const)('%s: it ended %s', async (asked, _when, attributes) => {
    const sweeper = givenSweeper();
    sweeper.exceptions.put(given({ scope: SCOPES.account, ...attributes }));
    await watch(sweeper.deps, AMPLE_TIME);
    expect(sweeper.triggerQueue.sent).toHaveLength(asked ? 1 : 0);
    expect(ends(sweeper)).toHaveLength(asked ? 1 : 0);
  });

  it('is processed once, however often the watch runs', async () => {
    const sweeper = givenSweeper();
    sweeper.exceptions.put(given({ scope: SCOPES.account }));
    await watch(sweeper.deps, AMPLE_TIME);
    await watch(sweeper.deps, AMPLE_TIME);
    expect(sweeper.triggerQueue.sent).toHaveLength(1);
  });

  it.each(['triggerQueue.requestAudit', 'ledger.append', 'exceptions.markProcessed'])(
    'is asked for by the next run when %s fails',
    async (call) => {
      const sweeper = givenSweeper();
      sweeper.exceptions.put(given({ scope: SCOPES.account }));
      crashOn(sweeper.log, call);
      await expect(watch(sweeper.deps, AMPLE_TIME)).rejects.toThrow(Crash);
      expect(settledAt(sweeper)).toBeUndefined();
      const before = sweeper.triggerQueue.sent.length;
      heal(sweeper.log);
      await watch(sweeper.deps, AMPLE_TIME);
      expect(sweeper.triggerQueue.sent).toHaveLength(before + 1);
    },
  );

  it('waits for the next watch where those before it have used up the time, and what comes after them does not', async () => {
    const sweeper = givenSweeper(3);
    for (let number = 0; number < 20; number += 1) {
      sweeper.exceptions.put(givenException({ id: `ended-${number}`, expiresAt: NOW.toISOString() }));
    }
    await sweeper.requestedScopes.request({ type: 'organization' }, NOW);
    let remainingMs = 15 * 60_000;
    sweeper.log.onCall = ({ name }) => {
      if (name === 'exceptions.markProcessed') remainingMs -= 60_000;
    };
    await watch(sweeper.deps, () => remainingMs);
    expect(sweeper.triggerQueue.sent).toHaveLength(11);
    expect(sweeper.sweepQueue.sent.length).toBeGreaterThan(0);
    await watch(sweeper.deps, AMPLE_TIME);
    expect(sweeper.triggerQueue.sent).toHaveLength(20);
  });

  it('that cannot be marked stops no other, and the failure is thrown', async () => {
    const sweeper = givenSweeper();
    for (const id of ['first', 'second']) sweeper.exceptions.put(given({ id, scope: SCOPES.account }));
    crashOn(sweeper.log, 'exceptions.markProcessed');
    await expect(watch(sweeper.deps, AMPLE_TIME)).rejects.toThrow(Crash);
    const marked = sweeper.exceptions.rows.filter(
      (row) => row.type === 'exception' && row.exception.settledAt !== undefined,
    );
    expect(marked).toMatchObject([{ exception: { id: 'second' } }]);
  });
});

describe('a malformed exception', () => {
  it('is notified, and the others are processed all the same', async () => {
    const sweeper = givenSweeper();
    sweeper.exceptions.putMalformed({ scope: 'organization', id: 'broken', issues: ['reason: is required'] });
    sweeper.exceptions.put(given({ scope: SCOPES.account }));
    await watch(sweeper.deps, AMPLE_TIME);
    expect(sweeper.notified()).toEqual(['exception-malformed']);
    expect(sweeper.triggerQueue.sent).toHaveLength(1);
  });
});

describe('an unfinished sweep', () => {
  it('is continued', async () => {
    const sweeper = givenSweeper(45);
    await startSweep(sweeper.deps, timeForPages(1));
    await watch(sweeper.deps, AMPLE_TIME);
    expect(sweeper.queued()).toHaveLength(45);
  });
});

describe('a requested scope', () => {
  const unitScope: WideScope = {
    type: 'organizational-unit',
    organizationalUnit: parseOrganizationalUnitId(UNIT),
  };
  const organizationScope: WideScope = { type: 'organization' };

  it('is queued a hundred accounts at a time, all of one sweep', async () => {
    const sweeper = givenSweeper(givenMembers(250, [UNIT]));
    await sweeper.requestedScopes.request(unitScope, NOW);
    await watch(sweeper.deps, AMPLE_TIME);
    expect(sweeper.queued()).toHaveLength(250);
    expect(sweeper.calls().filter((call) => call === 'sweepQueue.send')).toHaveLength(3);
    expect(new Set(sweeper.sweepQueue.sent.map(({ sweepId }) => sweepId)).size).toBe(1);
    expect(sweeper.sweepQueue.sent[0]).toMatchObject({ queuedAt: NOW });
    const [first] = sweeper.sweepQueue.sent;
    expect(sweeper.telemetry.logged).toEqual([
      { event: 'scope-queued', fields: { sweepId: first?.sweepId, organizationalUnit: UNIT } },
    ]);
  });

  it('that does not exist is cleared, and does not stop those behind it', async () => {
    const sweeper = givenSweeper(givenMembers(3, [UNIT]));
    const gone: WideScope = {
      type: 'organizational-unit',
      organizationalUnit: parseOrganizationalUnitId('ou-ab12-zzzzzzzz'),
    };
    const { listAccountsUnder } = sweeper.deps.lister;
    const lister = {
      ...sweeper.deps.lister,
      listAccountsUnder(organizationalUnit: OrganizationalUnitId) {
        if (organizationalUnit === gone.organizationalUnit) {
          throw new RootguardError('unknown-organizational-unit', 'no such unit');
        }
        return listAccountsUnder(organizationalUnit);
      },
    };
    await sweeper.requestedScopes.request(gone, NOW);
    await sweeper.requestedScopes.request(unitScope, NOW);
    await watch({ ...sweeper.deps, lister }, AMPLE_TIME);
    expect(sweeper.queued()).toHaveLength(3);
    expect(await sweeper.requestedScopes.read()).toEqual([]);
    expect(sweeper.telemetry.logged).toMatchObject([
      { event: 'scope-gone', fields: { organizationalUnit: gone.organizationalUnit } },
      { event: 'scope-queued', fields: { organizationalUnit: UNIT } },
    ]);
  });

  it('stays requested when AWS refuses to list its accounts, and the failure is thrown', async () => {
    const sweeper = givenSweeper(givenMembers(3, [UNIT]));
    await sweeper.requestedScopes.request(unitScope, NOW);
    sweeper.log.fail({
      call: 'organizations:ListAccountsForParent',
      failure: { code: 'Throttling', reason: 'throttled' },
    });
    await expect(watch(sweeper.deps, AMPLE_TIME)).rejects.toMatchObject({ code: 'aws-call-failed' });
    expect(await sweeper.requestedScopes.read()).toMatchObject([{ scope: unitScope }]);
    expect(sweeper.logged()).not.toContain('scope-gone');
  });

  it('is queued although an earlier task failed, and the failure is thrown', async () => {
    const sweeper = givenSweeper(givenMembers(3, [UNIT]));
    sweeper.exceptions.putMalformed({ scope: SCOPES.account, id: 'broken', issues: ['reason: is missing'] });
    sweeper.exceptions.put(given({ scope: SCOPES.account }));
    await sweeper.requestedScopes.request(unitScope, NOW);
    crashOn(sweeper.log, 'notifier.publish', 1);
    await expect(watch(sweeper.deps, AMPLE_TIME)).rejects.toThrow(Crash);
    expect(sweeper.queued()).toHaveLength(3);
    expect(sweeper.triggerQueue.sent).toHaveLength(1);
  });

  it.each([1, 2])('stays requested when its accounts could not be queued (call %i)', async (nth) => {
    const sweeper = givenSweeper(givenMembers(150, [UNIT]));
    await sweeper.requestedScopes.request(unitScope, NOW);
    crashOn(sweeper.log, 'sweepQueue.send', nth);
    await expect(watch(sweeper.deps, AMPLE_TIME)).rejects.toThrow(Crash);
    heal(sweeper.log);
    await watch(sweeper.deps, AMPLE_TIME);
    expect(sweeper.queued().length).toBeGreaterThanOrEqual(150);
    expect(await sweeper.requestedScopes.read()).toEqual([]);
  });

  it('that is requested again meanwhile stays requested', async () => {
    const sweeper = givenSweeper(givenMembers(3, [UNIT]));
    await sweeper.requestedScopes.request(unitScope, NOW);
    sweeper.log.onCall = async ({ name }) => {
      if (name !== 'sweepQueue.send') return;
      heal(sweeper.log);
      await sweeper.requestedScopes.request(unitScope, new Date(NOW.getTime() + 1));
    };
    await watch(sweeper.deps, AMPLE_TIME);
    expect(await sweeper.requestedScopes.read()).toHaveLength(1);
  });

  it('that does not parse hides no other, and is requested again', async () => {
    const sweeper = givenSweeper(givenMembers(3, [UNIT]));
    await sweeper.requestedScopes.request(unitScope, NOW);
    const broken = [
      { type: 'malformed', key: 'organization', scope: organizationScope, issue: 'no time' },
      { type: 'malformed', key: 'acount#3', scope: undefined, issue: 'no scope' },
    ] as const;
    const requestedScopes = {
      ...sweeper.requestedScopes,
      read: async () => [...broken, ...(await sweeper.requestedScopes.read())],
    };
    await watch({ ...sweeper.deps, requestedScopes }, AMPLE_TIME);
    expect(sweeper.queued()).toHaveLength(3);
    expect(sweeper.telemetry.logged.filter(({ event }) => event === 'record-malformed')).toMatchObject([
      { fields: { record: 'the request to audit organization', issues: ['no time'] } },
      { fields: { record: 'the request to audit acount#3', issues: ['no scope'] } },
    ]);
    expect(await sweeper.requestedScopes.read()).toMatchObject([
      { scope: organizationScope, requestedAt: NOW },
    ]);
  });

  it('that was requested by a clock running ahead is processed once', async () => {
    const sweeper = givenSweeper(3);
    await sweeper.requestedScopes.request(organizationScope, new Date(NOW.getTime() + 3_600_000));
    await watch(sweeper.deps, AMPLE_TIME);
    await watch(sweeper.deps, AMPLE_TIME);
    expect(sweeper.queued()).toHaveLength(3);
    expect(await sweeper.requestedScopes.read()).toEqual([]);
  });

  it.each([
    ['its sweep ran out of time', (_sweeper: Sweeper) => timeForPages(1)],
    [
      'the organization blocks it',
      ({ organization }: Sweeper) => {
        organization.features.clear();
        return AMPLE_TIME;
      },
    ],
  ] as const)('(the organization) stays asked for when %s', async (_what, hinder) => {
    const sweeper = givenSweeper(45);
    await sweeper.requestedScopes.request(organizationScope, NOW);
    await watch(sweeper.deps, hinder(sweeper));
    expect(await sweeper.requestedScopes.read()).toHaveLength(1);
  });

  it('of the organization is not cleared by a sweep that had started before', async () => {
    const sweeper = givenSweeper(45);
    await startSweep(sweeper.deps, timeForPages(1));
    sweeper.clock.advance(1);
    const askedAt = sweeper.clock.now();
    await sweeper.requestedScopes.request(organizationScope, askedAt);
    // The watch cannot continue it at first, and can once it processes the requested scopes.
    onNth(sweeper.log, 'requestedScopes.read', 1, () => sweeper.clock.advance(120));
    const current = await sweeper.progress();
    if (!current) throw new Error('no sweep');
    await sweeper.sweepProgress.write({
      ...current,
      leasedUntil: new Date(askedAt.getTime() + 1_000),
      revision: current.revision + 1,
    });
    await watch(sweeper.deps, AMPLE_TIME);
    expect(sweeper.queued()).toHaveLength(45);
    expect(await sweeper.requestedScopes.read()).toHaveLength(1);
    await watch(sweeper.deps, AMPLE_TIME);
    expect(sweeper.queued()).toHaveLength(90);
    expect(await sweeper.requestedScopes.read()).toEqual([]);
    expect(await continueSweep(sweeper.deps, AMPLE_TIME)).toEqual({ type: 'nothing-to-continue' });
  });

  it('of the organization is not cleared by an earlier sweep where the clock of who made it is behind', async () => {
    const sweeper = givenSweeper(45);
    await startSweep(sweeper.deps, timeForPages(1));
    await sweeper.requestedScopes.request(organizationScope, new Date(NOW.getTime() - 3_600_000));
    // The first try to continue it fails, and the second is made for the request.
    crashOn(sweeper.log, 'organizations:ListAccounts', 1);
    await expect(watch(sweeper.deps, AMPLE_TIME)).rejects.toThrow(Crash);
    heal(sweeper.log);
    sweeper.clock.advance(121);
    onNth(sweeper.log, 'sweepProgress.read', 1, () => {
      throw new Crash('sweepProgress.read');
    });
    await expect(watch(sweeper.deps, AMPLE_TIME)).rejects.toThrow(Crash);
    expect(sweeper.queued()).toHaveLength(45);
    expect(await sweeper.requestedScopes.read()).toHaveLength(1);
    heal(sweeper.log);
    await watch(sweeper.deps, AMPLE_TIME);
    expect(sweeper.queued()).toHaveLength(90);
    expect(await sweeper.requestedScopes.read()).toEqual([]);
  });

  it('of the organization leads to one sweep, however many runs that needs', async () => {
    const sweeper = givenSweeper(45);
    await sweeper.requestedScopes.request(organizationScope, NOW);
    for (let run = 0; run < 5; run += 1) await watch(sweeper.deps, timeForPages(1));
    expect(sweeper.queued()).toHaveLength(45);
    expect(await sweeper.requestedScopes.read()).toEqual([]);
  });

  it('of the organization is cleared by the next run where its sweep has finished and clearing failed', async () => {
    const sweeper = givenSweeper(45);
    await sweeper.requestedScopes.request(organizationScope, NOW);
    crashOn(sweeper.log, 'requestedScopes.clear');
    await expect(watch(sweeper.deps, AMPLE_TIME)).rejects.toThrow(Crash);
    heal(sweeper.log);
    await watch(sweeper.deps, AMPLE_TIME);
    expect(sweeper.queued()).toHaveLength(45);
    expect(await sweeper.requestedScopes.read()).toEqual([]);
  });

  it('of the organization leads to a sweep although an earlier one had the same time, by a clock that was set back', async () => {
    const sweeper = givenSweeper(45);
    for (let request = 0; request < 2; request += 1) {
      await sweeper.requestedScopes.request(organizationScope, NOW);
      await watch(sweeper.deps, AMPLE_TIME);
    }
    expect(sweeper.queued()).toHaveLength(90);
    expect(await sweeper.requestedScopes.read()).toEqual([]);
  });

  it('of the organization that is made again during its sweep leads to another one', async () => {
    const sweeper = givenSweeper(45);
    await sweeper.requestedScopes.request(organizationScope, NOW);
    await watch(sweeper.deps, timeForPages(1));
    await sweeper.requestedScopes.request(organizationScope, new Date(NOW.getTime() - 3_600_000));
    await watch(sweeper.deps, AMPLE_TIME);
    expect(sweeper.queued()).toHaveLength(90);
    expect(await sweeper.requestedScopes.read()).toEqual([]);
  });

  it('of the organization is not cleared by a sweep that says it started in the future', async () => {
    const sweeper = givenSweeper(45);
    await startSweep(sweeper.deps, timeForPages(1));
    await sweeper.requestedScopes.request(organizationScope, NOW);
    const paused = await sweeper.progress();
    if (!paused) throw new Error('no sweep');
    const startedAt = new Date('9999-01-01T00:00:00Z');
    // The watch cannot go on with it at first, and can when the requested scopes' turn comes.
    await sweeper.sweepProgress.write({
      ...paused,
      startedAt,
      leasedUntil: new Date(NOW.getTime() + 1_000),
      revision: paused.revision + 1,
    });
    onNth(sweeper.log, 'requestedScopes.read', 1, () => sweeper.clock.advance(120));
    await watch(sweeper.deps, AMPLE_TIME);
    expect(sweeper.queued()).toHaveLength(45);
    expect(await sweeper.requestedScopes.read()).toHaveLength(1);
    await watch(sweeper.deps, AMPLE_TIME);
    expect(sweeper.queued()).toHaveLength(90);
    expect(await sweeper.requestedScopes.read()).toEqual([]);
  });
});

describe('the postures', () => {
  it('are read once for what is heard and for what is covered, in a watch that is due for both', async () => {
    const sweeper = givenSweeper(3);
    const guard = { ...sweeper, ...sweeper.deps };
    await startSweep(sweeper.deps, AMPLE_TIME);
    for (const account of givenMembers(3)) {
      const at = sweeper.clock.now();
      const trigger = { type: 'swept', account: account.id, sweepId: 's-1', at, listed: account } as const;
      await guardAccount(guard, { account: account.id, triggers: [trigger] });
    }
    await watch(sweeper.deps, AMPLE_TIME);
    sweeper.clock.advance(3600);
    const before = sweeper.calls().length;
    const silent = sweeper.telemetry.values('AccountsSilent').length;
    const covered = sweeper.telemetry.values('CoveragePercent').length;
    await watch(sweeper.deps, AMPLE_TIME);
    expect(
      sweeper
        .calls()
        .slice(before)
        .filter((name) => name === 'posture.readAll'),
    ).toHaveLength(1);
    expect(sweeper.telemetry.values('AccountsSilent')).toHaveLength(silent + 1);
    expect(sweeper.telemetry.values('CoveragePercent')).toHaveLength(covered + 1);
  });
});
