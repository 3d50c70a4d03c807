import { describe, expect, it } from 'vitest';
import type { AwsFailureReason } from '../../../../src/domain/aws-failure.ts';
import type { Posture } from '../../../../src/domain/posture.ts';
import { surveyPostures } from '../../../../src/guardrail/sweep/survey.ts';
import {
  givenAccount,
  givenCredential,
  givenPosture,
  givenResult,
  givenStored,
} from '../../../support/builders.ts';
import { failureWith } from '../../../support/memory/call-log.ts';
import { NOW } from '../guard-fixture.ts';

const SINCE = new Date('2026-11-24T11:00:00Z');

const WITHHELD = givenResult({ credential: givenCredential('access-key'), result: 'withheld' });
const FAILED = givenResult({
  credential: givenCredential('login-profile'),
  result: 'failed',
  failedBecause: 'refused',
});

const hoursFromNow = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);

const refused = (call: string, reason: AwsFailureReason) => failureWith(call, { reason });

function surveyOf(...postures: readonly Partial<Posture>[]) {
  return surveyWith(24, postures);
}

function surveyWith(sweepEveryHours: number, postures: readonly Partial<Posture>[]) {
  const stored = postures.map((fields, at) =>
    givenStored(
      givenPosture(NOW, { account: givenAccount({ id: String(300_000_000_000 + at) }).id, ...fields }),
    ),
  );
  async function* readAll() {
    yield* stored;
  }
  return surveyPostures(
    { postures: { readAll }, deployedCoverage: { units: undefined, sweepEveryHours } },
    SINCE,
    NOW,
  );
}

async function findingsOf(fields: Partial<Posture>): Promise<readonly string[]> {
  return (await surveyOf(fields)).findings.map(({ notification }) => notification.key);
}

describe('a survey of the postures', () => {
  it('counts each recent account by its state', async () => {
    const states = ['compliant', 'excepted', 'violating', 'unknown', 'skipped'] as const;
    const { counts } = await surveyOf(...states.map((state) => ({ state })), { state: 'compliant' });
    expect(counts).toEqual({
      accounts: 6,
      compliant: 2,
      excepted: 1,
      violating: 1,
      unknown: 1,
      skipped: 1,
    });
  });

  it('leaves out an account that was not audited for two days', async () => {
    const { counts, findings } = await surveyOf(
      { state: 'violating', credentials: [WITHHELD], auditedAt: hoursFromNow(-49) },
      { auditedAt: hoursFromNow(-47) },
    );
    expect([counts.accounts, counts.compliant, findings]).toEqual([1, 1, []]);
  });

  it('waits for two sweeps where they are further apart than a day', async () => {
    const rows = [{ auditedAt: hoursFromNow(-239) }, { auditedAt: hoursFromNow(-241) }];
    expect((await surveyWith(120, rows)).counts.accounts).toBe(1);
    expect((await surveyWith(1, [{ auditedAt: hoursFromNow(-47) }])).counts.accounts).toBe(1);
  });

  it('counts an account with a time far ahead as unknown, and still has its finding', async () => {
    const ahead = { state: 'violating', credentials: [WITHHELD], auditedAt: hoursFromNow(30) } as const;
    const { counts, findings } = await surveyOf(ahead);
    expect(counts).toMatchObject({ accounts: 1, violating: 0, unknown: 1 });
    expect(findings).toHaveLength(1);
  });

  it('counts those that were audited since a time, that one included', async () => {
    const before = new Date(SINCE.getTime() - 1);
    const { audited } = await surveyOf({ auditedAt: before }, { auditedAt: SINCE }, { auditedAt: NOW });
    expect(audited).toBe(2);
  });
});

describe('a posture', () => {
  it.each<[string, Partial<Posture>, readonly string[]]>([
    ['withheld credentials', { state: 'violating', credentials: [WITHHELD] }, ['violation-found']],
    ['nothing', {}, []],
    ['a skipped account, whatever it had', { state: 'skipped', credentials: [WITHHELD] }, []],
    [
      'a failure that is its own',
      { state: 'unknown', failure: refused('sts:AssumeRoot', 'denied-by-scp') },
      ['account-unreadable'],
    ],
    [
      'a failure that concerns every account',
      { state: 'unknown', failure: refused('sts:AssumeRoot', 'not-delegated') },
      [],
    ],
    ['a failure that may pass', { state: 'unknown', failure: refused('sts:AssumeRoot', 'throttled') }, []],
    [
      'withheld credentials of an account that was not verified',
      { state: 'unknown', credentials: [WITHHELD] },
      ['violation-found'],
    ],
    [
      'a removal for which the session was refused',
      {
        state: 'violating',
        credentials: [WITHHELD, FAILED],
        failure: refused('sts:AssumeRoot', 'denied-by-scp'),
      },
      ['removal-failed'],
    ],
    [
      'a removal whose session may be allowed later',
      { state: 'violating', credentials: [FAILED], failure: refused('sts:AssumeRoot', 'throttled') },
      [],
    ],
    [
      'a removal that failed within its session, of which its run notified',
      { state: 'violating', credentials: [FAILED], failure: refused('iam:ListMFADevices', 'not-authorized') },
      [],
    ],
    [
      'withheld credentials, and a refused session that was to remove nothing',
      {
        state: 'violating',
        credentials: [WITHHELD],
        failure: refused('sts:AssumeRoot', 'denied-by-scp'),
      },
      ['violation-found'],
    ],
  ])('shows %s', async (_what, fields, keys) => {
    expect(await findingsOf(fields)).toEqual(keys);
  });

  it.each([
    ['is still expected', hoursFromNow(0.5), []],
    ['is expected no longer, from now on', NOW, ['account-unreadable']],
    ['was expected once', hoursFromNow(-0.5), ['account-unreadable']],
    ['was never expected', undefined, ['account-unreadable']],
  ])('of an account that has just joined shows a failure unless it %s', async (_what, until, keys) => {
    const failure = refused('sts:AssumeRoot', 'not-authorized');
    const expected = until === undefined ? {} : { failureExpectedUntil: until };
    expect(await findingsOf({ state: 'unknown', failure, ...expected })).toEqual(keys);
  });
});
