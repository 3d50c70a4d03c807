import { describe, expect, it } from 'vitest';
import type { AccountId } from '../../../../src/domain/account.ts';
import { NOTHING_SURVEYED } from '../../../../src/domain/hearing-progress.ts';
import { guardAccount } from '../../../../src/guardrail/account/guard-account.ts';
import { tellSilent } from '../../../../src/guardrail/sweep/tell-silent.ts';
import { givenPolicy } from '../../../support/builders.ts';
import { AMPLE_TIME, givenMembers, givenSweeper } from '../sweep-fixture.ts';

const MEMBERS = givenMembers(4);
const [ONE, TWO, THREE, FOUR] = MEMBERS.map(({ id }) => id) as [AccountId, AccountId, AccountId, AccountId];

function givenAudits() {
  const sweeper = givenSweeper(MEMBERS);
  const guard = { ...sweeper, ...sweeper.deps, initialPolicy: givenPolicy({ mode: 'observe' }) };
  return {
    ...sweeper,
    async audit(...ids: readonly AccountId[]) {
      for (const id of ids.length > 0 ? ids : MEMBERS.map((member) => member.id)) {
        const trigger = {
          type: 'swept',
          account: id,
          sweepId: 's-1',
          at: sweeper.clock.now(),
          listed: undefined,
        } as const;
        await guardAccount(guard, { account: id, triggers: [trigger] });
      }
    },
    async watch(minutes: number) {
      sweeper.clock.advance(minutes * 60);
      await tellSilent(sweeper.deps, AMPLE_TIME);
    },
    lines: () => sweeper.notifier.published.map(({ key, lines }) => `${key}: ${lines.join(' ')}`),
  };
}

describe('an account that is audited and not heard', () => {
  it('is notified after half an hour, once, and again when it is heard', async () => {
    const audits = givenAudits();
    audits.muted.add(TWO);
    await audits.audit();
    await audits.watch(29);
    expect(audits.notified()).toEqual([]);
    await audits.watch(1);
    expect(audits.lines()).toEqual([
      expect.stringMatching(new RegExp(`^accounts-silent: 1 account .*${TWO}`)),
    ]);
    for (let more = 0; more < 10; more += 1) await audits.watch(5);
    expect(audits.notified()).toEqual(['accounts-silent']);
    expect(audits.telemetry.values('AccountsSilent').slice(0, 2)).toEqual([0, 1]);

    audits.muted.delete(TWO);
    await audits.audit();
    for (let more = 0; more < 8; more += 1) await audits.watch(5);
    expect(audits.notified()).toEqual(['accounts-silent', 'accounts-heard-again']);
    expect(audits.telemetry.values('AccountsSilent').at(-1)).toBe(0);
  });

  it('is silent too if it is audited again every ten minutes', async () => {
    const audits = givenAudits();
    audits.muted.add(TWO);
    for (let more = 0; more < 4; more += 1) {
      await audits.audit();
      await audits.watch(10);
    }
    expect(audits.notified()).toEqual(['accounts-silent']);
  });

  it('is not silent when it is outside of the covered units, nor when it was suspended', async () => {
    const audits = givenAudits();
    audits.muted.add(TWO);
    await audits.audit();
    const account = audits.organization.members.get(TWO);
    if (account === undefined) throw new Error('no such member');
    audits.organization.setAccount({ ...account, state: 'SUSPENDED' }, []);
    await audits.audit();
    await audits.watch(35);
    expect(audits.notified()).toEqual([]);
  });

  it.each(['left the organization', 'was suspended'])(
    'is not silent where it %s after the audit, and not counted as silent',
    async (what) => {
      const audits = givenAudits();
      audits.muted.add(TWO);
      audits.muted.add(THREE);
      await audits.audit();
      const account = audits.organization.members.get(TWO);
      if (account === undefined) throw new Error('no such member');
      if (what === 'was suspended') audits.organization.setAccount({ ...account, state: 'SUSPENDED' }, []);
      else audits.organization.removeAccount(TWO);
      await audits.watch(30);
      expect(audits.lines()).toEqual([
        expect.stringMatching(new RegExp(`^accounts-silent: 1 account .*${THREE}`)),
      ]);
      expect(audits.telemetry.values('AccountsSilent')).toEqual([1]);
      await audits.watch(30);
      expect(audits.notified()).toEqual(['accounts-silent']);
      expect(audits.telemetry.values('AccountsSilent').at(-1)).toBe(1);
    },
  );

  it('is silent where it cannot be found out whether it has left', async () => {
    const audits = givenAudits();
    audits.muted.add(TWO);
    await audits.audit();
    audits.log.fail({
      call: 'organizations:DescribeAccount',
      failure: { reason: 'not-authorized', code: 'AccessDenied' },
    });
    await audits.watch(30);
    expect(audits.notified()).toEqual(['accounts-silent']);
  });

  it('leads to one notification of all where no account is heard, and not to one for each', async () => {
    const audits = givenAudits();
    for (const id of [ONE, TWO, THREE, FOUR]) audits.muted.add(id);
    await audits.audit();
    for (let more = 0; more < 10; more += 1) await audits.watch(10);
    expect(audits.lines()).toEqual([expect.stringMatching(/^nothing-heard: .*4 accounts/)]);
    expect(audits.telemetry.values('AccountsSilent').at(-1)).toBe(4);

    for (const id of [ONE, THREE, FOUR]) audits.muted.delete(id);
    await audits.audit();
    for (let more = 0; more < 5; more += 1) await audits.watch(10);
    expect(audits.notified()).toEqual(['nothing-heard', 'accounts-heard-again', 'accounts-silent']);
    expect(audits.lines()[2]).toContain(TWO);
  });

  it('leads to one notification of all where no account is heard, although one was silent before', async () => {
    const audits = givenAudits();
    audits.muted.add(TWO);
    await audits.audit();
    await audits.watch(30);
    expect(audits.notified()).toEqual(['accounts-silent']);

    audits.clock.advance(24 * 60 * 60);
    for (const id of [ONE, THREE, FOUR]) audits.muted.add(id);
    await audits.audit();
    for (let more = 0; more < 10; more += 1) await audits.watch(10);
    expect(audits.notified()).toEqual(['accounts-silent', 'nothing-heard']);
  });

  it('waits for the next audit of each account after no account was heard, before one counts as silent', async () => {
    const audits = givenAudits();
    for (const id of [ONE, TWO, THREE, FOUR]) audits.muted.add(id);
    await audits.audit();
    await audits.watch(30);
    expect(audits.notified()).toEqual(['nothing-heard']);

    audits.clock.advance(2 * 60 * 60);
    for (const id of [ONE, TWO, FOUR]) audits.muted.delete(id);
    await audits.audit(ONE);
    for (let more = 0; more < 10; more += 1) await audits.watch(10);
    expect(audits.notified()).toEqual(['nothing-heard', 'accounts-heard-again']);
    expect(audits.telemetry.values('AccountsSilent').at(-1)).toBe(3);

    await audits.audit();
    await audits.watch(29);
    expect(audits.notified()).toEqual(['nothing-heard', 'accounts-heard-again']);
    await audits.watch(1);
    expect(audits.lines()[2]).toMatch(new RegExp(`^accounts-silent: 1 account .*${THREE}`));
    for (let more = 0; more < 10; more += 1) await audits.watch(10);
    expect(audits.notified()).toHaveLength(3);
  });

  it('is marked although another one cannot be, so that no one is notified of it again', async () => {
    const audits = givenAudits();
    audits.muted.add(TWO);
    audits.muted.add(THREE);
    await audits.audit();
    audits.log.onCall = ({ name, account }) => {
      if (name === 'posture.markSilenceNotified' && account === TWO) throw new Error('throttled');
    };
    await expect(audits.watch(30)).rejects.toThrow('throttled');
    audits.log.onCall = () => undefined;
    await audits.watch(5);
    expect(audits.notified()).toEqual(['accounts-silent']);
  });

  it('is notified once by watches that overlap', async () => {
    const audits = givenAudits();
    audits.muted.add(TWO);
    await audits.audit();
    audits.clock.advance(30 * 60);
    let others: Promise<void> | undefined;
    audits.log.onCall = async ({ name }) => {
      if (name !== 'posture.readAll' || others !== undefined) return;
      others = tellSilent(audits.deps, AMPLE_TIME);
      await others;
    };
    await tellSilent(audits.deps, AMPLE_TIME);
    expect(audits.notified()).toEqual(['accounts-silent']);
    expect(audits.telemetry.values('AccountsSilent')).toEqual([0, 1]);
  });

  it('is notified once although the ledger refuses the entry of the notification', async () => {
    const audits = givenAudits();
    audits.muted.add(TWO);
    await audits.audit();
    audits.log.onCall = ({ name }) => {
      if (name === 'ledger.append') throw new Error('throttled');
    };
    await expect(audits.watch(30)).rejects.toThrow('throttled');
    await audits.watch(5).catch(() => undefined);
    audits.log.onCall = () => undefined;
    await audits.watch(5);
    expect(audits.notified()).toEqual(['accounts-silent']);
    expect((await audits.posture.read(TWO))?.hearing.notifiedSilentSince).toBeDefined();
  });

  it('is forgotten once no sweep has audited it any more, however rarely sweeps are', async () => {
    for (const [sweepEveryHours, hours] of [
      [24, 48],
      [120, 240],
    ] as const) {
      const audits = givenAudits();
      Object.assign(audits.deps, { deployedCoverage: { units: ['r-sbox'], sweepEveryHours } });
      audits.muted.add(TWO);
      await audits.audit();
      await audits.watch(30);
      await audits.watch(hours * 60 - 30);
      expect(audits.telemetry.values('AccountsSilent').at(-1)).toBe(1);
      await audits.watch(1);
      await audits.watch(30);
      expect(audits.telemetry.values('AccountsSilent').at(-1)).toBe(0);
    }
  });

  it('is silent whatever the clock of the machine that audited it', async () => {
    const audits = givenAudits();
    audits.muted.add(TWO);
    await audits.audit();
    const stored = await audits.posture.read(TWO);
    if (stored?.posture === undefined) throw new Error('no posture');
    const ahead = new Date(audits.clock.now().getTime() + 100 * 60 * 60_000);
    await audits.posture.record({ ...stored.posture, auditedAt: ahead }, 99);
    await audits.watch(30);
    expect(audits.notified()).toEqual(['accounts-silent']);
  });

  it('is found although a wrong clock put off the next survey', async () => {
    const audits = givenAudits();
    audits.muted.add(TWO);
    await audits.audit();
    const nextSurveyAt = new Date(audits.clock.now().getTime() + 600 * 60_000);
    const stored = await audits.deps.silence.readHearingProgress();
    await audits.deps.silence.writeHearingProgress(stored, { ...NOTHING_SURVEYED, nextSurveyAt });
    await audits.watch(30);
    expect(audits.notified()).toEqual(['accounts-silent']);
  });

  it('has a cause in common with all others, whatever heartbeat of the far future is in a row', async () => {
    const audits = givenAudits();
    await audits.audit();
    audits.clock.advance(24 * 60 * 60);
    for (const id of [ONE, TWO, THREE]) audits.muted.add(id);
    audits.posture.hear(FOUR, new Date(audits.clock.now().getTime() + 48 * 60 * 60_000));
    await audits.audit(ONE, TWO, THREE);
    await audits.watch(30);
    expect(audits.notified()).toEqual(['nothing-heard']);
  });

  it('is not called heard again when nothing is expected of it any more', async () => {
    const audits = givenAudits();
    audits.muted.add(TWO);
    await audits.audit();
    await audits.watch(30);
    const account = audits.organization.members.get(TWO);
    if (account === undefined) throw new Error('no such member');
    audits.organization.setAccount({ ...account, state: 'SUSPENDED' }, []);
    await audits.audit(TWO);
    await audits.watch(30);
    expect(audits.notified()).toEqual(['accounts-silent']);
    expect((await audits.posture.read(TWO))?.hearing).toEqual({});
  });

  it('is silent although its posture does not parse', async () => {
    const audits = givenAudits();
    audits.muted.add(TWO);
    audits.muted.add(THREE);
    await audits.audit();
    const { postures } = audits.deps;
    Object.assign(audits.deps, {
      postures: {
        async *readAll() {
          for await (const row of postures.readAll()) {
            if (row.account === TWO) yield { ...row, posture: undefined, issues: ['state: is missing'] };
            else if (row.account === THREE) yield { ...row, posture: undefined, hearing: {} };
            else yield row;
          }
        },
      },
    });
    await audits.watch(30);
    expect(audits.lines()).toEqual([
      expect.stringMatching(new RegExp(`^accounts-silent: 1 account .*${TWO} \\(name unknown\\)`)),
    ]);
  });

  it('is counted even where nobody can be notified', async () => {
    const audits = givenAudits();
    audits.muted.add(TWO);
    await audits.audit();
    audits.log.onCall = ({ name }) => {
      if (name.startsWith('notifier.')) throw new Error('no topic');
    };
    await expect(audits.watch(30)).rejects.toThrow('no topic');
    expect(audits.telemetry.values('AccountsSilent')).toEqual([1]);
  });

  it('does not make the sweeper read the table with every watch', async () => {
    const audits = givenAudits();
    await audits.audit();
    for (let more = 0; more < 12; more += 1) await audits.watch(5);
    expect(audits.calls().filter((name) => name === 'posture.readAll')).toHaveLength(2);
  });

  it('leaves the survey to the next watch when too little time is left', async () => {
    const audits = givenAudits();
    audits.muted.add(TWO);
    await audits.audit();
    audits.clock.advance(40 * 60);
    await tellSilent(audits.deps, () => 60_000);
    expect(audits.notified()).toEqual([]);
    await audits.watch(1);
    expect(audits.notified()).toEqual(['accounts-silent']);
  });
});
