import { describe, expect, it } from 'vitest';
import { type OrganizationalUnitId, parseAccountId } from '../../../../src/domain/account.ts';
import type { AwsFailure } from '../../../../src/domain/aws-failure.ts';
import type { CredentialResult } from '../../../../src/domain/credential-result.ts';
import { AwsCallError } from '../../../../src/domain/errors.ts';
import type { LedgerEntry } from '../../../../src/domain/ledger-entry.ts';
import type { Posture } from '../../../../src/domain/posture.ts';
import { type AccountAudit, auditAccount } from '../../../../src/guardrail/operate/audit-account.ts';
import { listAllAccounts } from '../../../../src/guardrail/operate/list-accounts.ts';
import {
  gatherReport,
  gatherReportBeforeDeployment,
} from '../../../../src/guardrail/report/gather-report.ts';
import {
  accountFromAudit,
  accountFromPosture,
  accountWithoutAudit,
  byExpiry,
  notSeenSince,
  pathOf,
  type ReportedAccount,
  STATES_BY_URGENCY,
  totalsOf,
} from '../../../../src/guardrail/report/organization-report.ts';
import {
  removalFrom,
  removalsOverTime,
  timesToRemoval,
} from '../../../../src/guardrail/report/removal-history.ts';
import {
  ACCOUNT,
  givenAccount,
  givenCredential,
  givenException,
  givenPolicy,
  givenPosture,
  givenResult,
  givenRootEvent,
  givenStored,
} from '../../../support/builders.ts';
import { failureWith } from '../../../support/memory/call-log.ts';
import { createMemoryWorld } from '../../../support/memory/world.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const UNIT = 'ou-sbox-work0001';
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 24 * 3600 * 1000);

const resultOf = (result: CredentialResult['result']) => givenResult({ result });
const postureWith = (fields: Partial<Posture> = {}) => givenPosture(NOW, fields);

const reported = (posture: Posture | undefined, account = givenAccount()) =>
  accountFromPosture(account, posture && givenStored(posture), NOW, 24);

function givenOutcome(at: Date, milliseconds: number | undefined, removed = 1): LedgerEntry {
  return {
    type: 'outcome',
    account: ACCOUNT,
    at,
    id: `id-${at.getTime()}`,
    enforcementId: 'e',
    triggers:
      milliseconds === undefined
        ? [{ type: 'swept', account: ACCOUNT, sweepId: 's', at, listed: undefined }]
        : [givenRootEvent('access-key', new Date(at.getTime() - milliseconds))],
    results: [...Array.from({ length: removed }, () => resultOf('removed')), resultOf('kept')],
    after: { type: 'readable', credentials: [] },
  };
}

describe('an account in the report', () => {
  const failure: AwsFailure = { reason: 'throttled', call: 'c', code: 'x', message: 'm', requestId: 'r' };

  it.each([
    ['nothing recorded', undefined, 'unknown'],
    ['compliant', postureWith(), 'compliant'],
    ['unreadable', postureWith({ state: 'unknown', failure }), 'unknown'],
    ['suspended when it was audited, and active again', postureWith({ state: 'skipped' }), 'unknown'],
  ] as const)('has the state that follows from its posture (%s: %j)', (_, posture, state) => {
    expect(reported(posture)).toMatchObject({
      state,
      auditedAt: posture?.auditedAt,
      failure: posture?.failure,
    });
  });

  it('is skipped when it is not ACTIVE, whatever was recorded', () => {
    const account = givenAccount({ state: 'SUSPENDED' });
    const posture = postureWith({ state: 'violating', credentials: [resultOf('withheld')] });
    expect(reported(posture, account)).toEqual({
      account,
      state: 'skipped',
      credentials: [],
      failure: undefined,
      auditedAt: NOW,
    });
  });

  it('lists only the credentials that are still there', () => {
    const credentials = (['removed', 'already-absent', 'kept', 'withheld', 'failed'] as const).map((result) =>
      resultOf(result),
    );
    const { credentials: left } = reported(postureWith({ credentials }));
    expect(left.map(({ result }) => result)).toEqual(['kept', 'withheld', 'failed']);
  });

  it.each(['compliant', 'excepted', 'violating'] as const)(
    'is unknown when its latest audit is too long ago, although that audit found it %s',
    (state) => {
      const [fresh, old] = [postureWith({ state, auditedAt: daysAgo(2) }), daysAgo(2.01)];
      expect(reported(fresh)).toMatchObject({ state });
      expect(reported({ ...fresh, auditedAt: old })).toMatchObject({
        state: 'unknown',
        uncertainty: 'stale',
        auditedAt: old,
      });
    },
  );

  it.each([
    [1, 2, 2.01],
    [24, 2, 2.01],
    [72, 6, 6.01],
    [120, 10, 10.01],
  ])('with a sweep every %s hours is known for %s days', (sweepEveryHours, known, unknown) => {
    const at = (days: number) => {
      const stored = givenStored(postureWith({ auditedAt: daysAgo(days) }));
      return accountFromPosture(givenAccount(), stored, NOW, sweepEveryHours).uncertainty;
    };
    expect([at(known), at(unknown)]).toEqual([undefined, 'stale']);
  });

  it('is unknown when the time of its latest audit is far in the future', () => {
    expect(reported(postureWith({ auditedAt: daysAgo(-1) }))).toMatchObject({
      state: 'unknown',
      uncertainty: 'stale',
    });
  });

  it('is unknown when its stored posture does not parse', () => {
    const stored = {
      account: ACCOUNT,
      posture: undefined,
      enforcements: [],
      hearing: {},
      issues: ['state: is missing'],
    };
    expect(accountFromPosture(givenAccount(), stored, NOW, 24)).toMatchObject({
      state: 'unknown',
      uncertainty: 'posture-malformed',
      auditedAt: undefined,
    });
  });

  it.each([
    ['compliant', 'unknown'],
    ['excepted', 'unknown'],
    ['violating', 'violating'],
  ] as const)('changes from %s to %s when an enforcement has started since its audit', (before, state) => {
    const enforcements = [{ id: 'e', startedAt: NOW, credentials: [], hasEnded: true }];
    const stored = givenStored(postureWith({ state: before }), { enforcements });
    expect(accountFromPosture(givenAccount(), stored, NOW, 24)).toMatchObject({ state });
    expect(accountFromPosture(givenAccount(), { ...stored, posture: undefined }, NOW, 24)).toMatchObject({
      state: 'unknown',
      uncertainty: 'enforcement-open',
    });
  });

  it('is listed as not audited lately when its audit is old or missing, unless it is not ACTIVE', () => {
    const accounts = [
      reported(postureWith({ auditedAt: daysAgo(1) })),
      reported(postureWith({ auditedAt: daysAgo(3) }), givenAccount({ name: 'old' })),
      reported(undefined, givenAccount({ name: 'never' })),
      reported(undefined, givenAccount({ name: 'closed', state: 'CLOSED' })),
    ];
    for (const inAnyOrder of [accounts, accounts.toReversed()]) {
      const notSeen = notSeenSince(inAnyOrder, daysAgo(2));
      expect(notSeen.map(({ account }) => account.name)).toEqual(['never', 'old']);
    }
    expect(totalsOf(accounts)).toEqual({
      accounts: 4,
      compliant: 1,
      unknown: 2,
      skipped: 1,
      violating: 0,
      excepted: 0,
    });
  });
});

describe('the removals of a report', () => {
  it('are read from outcomes that removed something, and timed from the event that led to them', () => {
    expect(removalFrom(givenOutcome(NOW, 1500, 2))).toEqual({
      account: ACCOUNT,
      at: NOW,
      credentials: [givenCredential('access-key'), givenCredential('access-key')],
      eventName: 'CreateAccessKey',
      milliseconds: 1500,
    });
    expect(removalFrom(givenOutcome(NOW, undefined))).toMatchObject({ milliseconds: undefined });
    expect(removalFrom(givenOutcome(NOW, undefined, 0))).toBeUndefined();
  });

  const history = (outcomes: readonly LedgerEntry[], days: number) => ({
    since: daysAgo(days),
    until: NOW,
    removals: outcomes.flatMap((entry) => removalFrom(entry) ?? []),
  });

  it('are counted by day, and days without removals are included', () => {
    const buckets = removalsOverTime(
      history([givenOutcome(daysAgo(2), 1), givenOutcome(daysAgo(2), 1, 3), givenOutcome(NOW, 1)], 3),
    );
    expect(buckets.map(({ from, credentials }) => [from.toISOString().slice(0, 10), credentials])).toEqual([
      ['2026-11-21', 0],
      ['2026-11-22', 4],
      ['2026-11-23', 0],
      ['2026-11-24', 1],
    ]);
  });

  it('are counted in spans of several days in a long period, and none is lost', () => {
    const outcomes = Array.from({ length: 365 }, (_, day) => givenOutcome(daysAgo(day), 1));
    const buckets = removalsOverTime(history(outcomes, 364), 45);
    expect(buckets.length).toBeLessThanOrEqual(45);
    expect(buckets.reduce((sum, { credentials }) => sum + credentials, 0)).toBe(365);
  });

  it('have a median, a 95th percentile and a longest time, each of which was measured', () => {
    const times = Array.from({ length: 20 }, (_, index) => givenOutcome(NOW, (index + 1) * 1000));
    expect(timesToRemoval(history([...times, givenOutcome(NOW, undefined)], 1))).toEqual({
      events: 20,
      medianMs: 10_000,
      percentile95Ms: 19_000,
      maxMs: 20_000,
    });
    expect(timesToRemoval(history([givenOutcome(NOW, undefined)], 1))).toBeUndefined();
  });
});

describe('the report of an organization', () => {
  function givenReport() {
    const world = createMemoryWorld(NOW);
    world.organization.setAccount(givenAccount({ organizationalUnits: [UNIT] }), [
      givenCredential('access-key'),
    ]);
    world.organization.setAccount(givenAccount({ id: '444444444444', name: 'never audited' }));
    const deps = {
      ...world,
      organizationId: 'o-sandbox0001',
      managementAccountId: parseAccountId('111111111111'),
      managementAccountName: 'management',
      assumedCoverage: { units: undefined, sweepEveryHours: 24 },
      unitNames: {
        readNames: async (units: ReadonlySet<OrganizationalUnitId>) =>
          new Map([...units].map((id) => [id, 'W'])),
      },
    };
    return { ...world, deps };
  }

  it('before rootguard is deployed has what the accounts have, and reads no table', async () => {
    const { deps, log } = givenReport();
    const account = givenAccount({ organizationalUnits: [UNIT] });
    const audited = [accountFromAudit(await auditAccount(deps, account), NOW)];
    const before = log.calls.length;
    const report = await gatherReportBeforeDeployment(deps, audited, daysAgo(30));
    expect(report).toMatchObject({
      source: 'live',
      isDeployed: false,
      accounts: [{ isManagement: true }, { state: 'violating' }],
      unitNames: new Map([[UNIT, 'W']]),
      exceptions: [],
      removals: { removals: [] },
      breaker: undefined,
      modes: undefined,
    });
    expect(log.calls).toHaveLength(before);
  });

  it('has the modes of the settings where there are any, as the deployment can apply them', async () => {
    const { deps, lister, settings, deploymentRecord, clock } = givenReport();
    settings.put(givenPolicy({ mode: 'enforce', accountModes: { '333333333333': 'observe' } }));
    const accounts = () => ({ source: 'posture', accounts: listAllAccounts(lister) }) as const;
    const modesNow = async () => (await gatherReport(deps, accounts(), daysAgo(30))).modes;
    expect(await modesNow()).toEqual({ mode: 'enforce', overrides: 1, version: 1, at: clock.now() });
    await deploymentRecord.write({
      recordedAt: clock.now(),
      initialPolicy: givenPolicy(),
      canEnforce: false,
      seenSettings: undefined,
      highestVersion: 0,
    });
    expect(await modesNow()).toMatchObject({ mode: 'observe', overrides: 0, version: 1 });
    settings.putItem({ version: 2 });
    expect(await modesNow()).toMatchObject({ mode: 'observe', areSettingsMalformed: true });
  });

  it('has the modes that the latest sweep recorded, and the time of that', async () => {
    const { deps, lister, sweepProgress } = givenReport();
    const accounts = { source: 'posture', accounts: listAllAccounts(lister) } as const;
    expect((await gatherReport(deps, accounts, daysAgo(30))).modes).toBeUndefined();
    const progress = {
      sweepId: 's',
      startedAt: daysAgo(1),
      previousStartedAt: undefined,
      next: undefined,
      accountsQueued: 0,
      finishedAt: undefined,
      leasedUntil: NOW,
    };
    await sweepProgress.write({ ...progress, revision: 1 });
    expect((await gatherReport(deps, accounts, daysAgo(30))).modes).toBeUndefined();
    await sweepProgress.write({ ...progress, modes: { mode: 'enforce', overrides: 2 }, revision: 2 });
    expect((await gatherReport(deps, accounts, daysAgo(30))).modes).toEqual({
      mode: 'enforce',
      overrides: 2,
      at: daysAgo(1),
    });
  });

  it('shows the management account as skipped, and nothing of its root user', async () => {
    const { deps } = givenReport();
    const { accounts } = await gatherReport(deps, { source: 'live', accounts: [] }, daysAgo(30));
    expect(accounts).toEqual([
      {
        account: {
          id: deps.managementAccountId,
          name: 'management',
          state: 'ACTIVE',
          joinedMethod: undefined,
          joinedAt: undefined,
          organizationalUnits: [],
        },
        state: 'skipped',
        credentials: [],
        failure: undefined,
        auditedAt: undefined,
        isManagement: true,
      },
    ]);
  });

  it('has every account of the organization, and no other', async () => {
    const { deps, posture, lister } = givenReport();
    await posture.record(postureWith({ state: 'violating', credentials: [resultOf('withheld')] }), 1);
    await posture.record(postureWith({ account: parseAccountId('999999999999'), name: 'has left' }), 1);
    const accounts = { source: 'posture', accounts: listAllAccounts(lister) } as const;
    const report = await gatherReport(deps, accounts, daysAgo(30));
    expect(report.accounts.map(({ account, state }) => [account.name, state])).toEqual([
      ['management', 'skipped'],
      ['payments', 'violating'],
      ['never audited', 'unknown'],
    ]);
    const [, first] = report.accounts;
    expect(first && pathOf(first.account, report.unitNames)).toBe('W');
  });

  it('can be made from live audits instead of recorded postures', async () => {
    const { deps } = givenReport();
    const accounts: ReportedAccount[] = [];
    for await (const account of listAllAccounts(deps.lister)) {
      const audit = await auditAccount(deps, account);
      accounts.push(accountFromAudit(audit, NOW));
    }
    const report = await gatherReport(deps, { source: 'live', accounts }, daysAgo(30));
    expect(report.accounts).toMatchObject([
      { state: 'skipped', credentials: [] },
      { state: 'violating', credentials: [{ result: 'withheld', reason: 'unapproved' }], auditedAt: NOW },
      { state: 'compliant', credentials: [] },
    ]);
  });

  it('reads the ledger of the accounts that changed, and of no other', async () => {
    const { deps, posture, ledger, lister, log } = givenReport();
    await ledger.append(givenOutcome(daysAgo(1), 2000));
    await ledger.append(givenOutcome(daysAgo(40), 9000));
    await posture.record(postureWith({ changedAt: daysAgo(1) }), 1);
    await posture.record(postureWith({ account: parseAccountId('444444444444'), changedAt: daysAgo(31) }), 1);
    const accounts = { source: 'posture', accounts: listAllAccounts(lister) } as const;
    const { removals } = await gatherReport(deps, accounts, daysAgo(30));
    expect(removals.removals.map(({ milliseconds }) => milliseconds)).toEqual([2000]);
    expect(log.calls.filter(({ name }) => name === 'ledger.read')).toHaveLength(1);
  });

  it('has the age of the latest canary run that saw every hop', async () => {
    const { deps, posture, ledger, lister } = givenReport();
    const accounts = () => ({ source: 'posture', accounts: listAllAccounts(lister) }) as const;
    const ageNow = async () => (await gatherReport(deps, accounts(), daysAgo(30))).coverage?.canaryAgeSeconds;
    const canary = { type: 'canary', account: ACCOUNT, id: '1', by: 'a role' } as const;
    await posture.record(postureWith({ changedAt: daysAgo(1) }), 1);
    await ledger.append({ ...canary, at: daysAgo(1), runId: '1', result: 'incomplete' });
    expect(await ageNow()).toBeUndefined();
    await ledger.append({ ...canary, at: daysAgo(2), runId: '2', result: 'completed' });
    expect(await ageNow()).toBe(2 * 86_400);
  });

  it('counts the removals of entries that are known in part, and reports these entries', async () => {
    const { deps, posture, lister } = givenReport();
    const known = givenOutcome(daysAgo(1), 2000);
    const issues = ['results.1.result: "quarantined" is not a value that rootguard knows'];
    const entry = { type: 'malformed', account: known.account, key: 'k', issues, known } as const;
    await posture.record(postureWith({ changedAt: daysAgo(1) }), 1);
    const accounts = { source: 'posture', accounts: listAllAccounts(lister) } as const;
    const ledger = {
      async *read() {
        yield entry;
      },
    };
    const report = await gatherReport({ ...deps, ledger }, accounts, daysAgo(30));
    expect(report.removals.removals).toMatchObject([{ milliseconds: 2000 }]);
    expect(report.malformedEntries).toEqual([entry]);
  });

  it('shows active exceptions in the order in which they expire, and rows that do not parse', async () => {
    const { deps, exceptions, lister } = givenReport();
    exceptions.put(givenException({ id: 'forever', expiresAt: undefined, permanent: true }));
    exceptions.put(givenException({ id: 'late', expiresAt: '2027-01-01T00:00:00Z' }));
    exceptions.put(givenException({ id: 'soon', expiresAt: '2026-11-25T00:00:00Z' }));
    exceptions.put(givenException({ id: 'over', expiresAt: '2026-11-23T00:00:00Z' }));
    exceptions.putMalformed({ scope: 'account#1', id: 'bad', issues: ['scope: no'] });
    const accounts = { source: 'posture', accounts: listAllAccounts(lister) } as const;
    const report = await gatherReport(deps, accounts, daysAgo(30));
    expect(report.exceptions.map(({ id }) => id)).toEqual(['soon', 'late', 'forever']);
    expect(report.malformedExceptions).toHaveLength(1);
  });
});

describe('an account that was just audited', () => {
  const failure: AwsFailure = { reason: 'throttled', call: 'c', code: 'x', message: 'm', requestId: 'r' };
  const account = givenAccount();
  const key = givenCredential('access-key');
  const decision = { credential: key, reason: 'unapproved', exceptionId: undefined } as const;

  it.each<[AccountAudit, Partial<ReportedAccount>]>([
    [
      { type: 'skipped', account },
      { state: 'skipped', credentials: [], failure: undefined },
    ],
    [
      { type: 'unreadable', account, failure },
      { state: 'unknown', credentials: [], failure },
    ],
    [
      { type: 'audited', account, state: 'compliant', decisions: [], keysLastUsed: new Map() },
      { state: 'compliant', credentials: [], failure: undefined },
    ],
    [
      {
        type: 'audited',
        account,
        state: 'unknown',
        decisions: [{ ...decision, reason: 'exceptions-unreadable' }],
        keysLastUsed: new Map(),
        exceptions: { type: 'unreadable', failure },
      },
      {
        state: 'unknown',
        credentials: [
          { credential: key, result: 'withheld', reason: 'exceptions-unreadable', exceptionId: undefined },
        ],
        failure,
      },
    ],
    [
      {
        type: 'audited',
        account,
        state: 'violating',
        decisions: [
          { ...decision, reason: 'excepted', exceptionId: 'break-glass' },
          { ...decision, reason: 'observe-mode' },
          decision,
        ],
        keysLastUsed: new Map(),
      },
      {
        state: 'violating',
        credentials: [
          { credential: key, result: 'kept', reason: 'excepted', exceptionId: 'break-glass' },
          { credential: key, result: 'withheld', reason: 'observe-mode', exceptionId: undefined },
          { credential: key, result: 'withheld', reason: 'unapproved', exceptionId: undefined },
        ],
      },
    ],
  ] as never)('is reported as its audit found it: %j', (audit, reported) => {
    expect(accountFromAudit(audit, NOW)).toEqual({
      account,
      failure: undefined,
      auditedAt: NOW,
      ...reported,
    });
  });
});

describe('an account whose audit did not end', () => {
  const account = givenAccount();
  const unknown = { account, state: 'unknown', credentials: [], auditedAt: undefined };

  it('is unknown, with the failure of AWS that ended the audit', () => {
    const failure = failureWith('sts:AssumeRoot');
    expect(accountWithoutAudit(account, new AwsCallError(failure))).toEqual({ ...unknown, failure });
  });

  it('is unknown because of an error of rootguard, which is not shown as a failure of AWS', () => {
    expect(accountWithoutAudit(account, new TypeError('a defect'))).toEqual({
      ...unknown,
      failure: undefined,
      uncertainty: 'audit-failed',
    });
  });

  it('is unknown without a cause where the command was interrupted', () => {
    expect(accountWithoutAudit(account, undefined)).toEqual({ ...unknown, failure: undefined });
  });
});

describe('the totals of a report', () => {
  it('count each account once, by its state', () => {
    const accounts = STATES_BY_URGENCY.flatMap((state, index) =>
      Array.from({ length: index + 1 }, () => ({ ...reported(undefined), state })),
    );
    expect(STATES_BY_URGENCY).toEqual(['violating', 'unknown', 'excepted', 'compliant', 'skipped']);
    expect(totalsOf(accounts)).toEqual({
      accounts: 15,
      violating: 1,
      unknown: 2,
      excepted: 3,
      compliant: 4,
      skipped: 5,
    });
  });
});

describe('the order and the names in a report', () => {
  it('list accounts that were not audited since a time, the longest unaudited first', () => {
    const at = (days: number, name: string) =>
      reported(postureWith({ auditedAt: daysAgo(days) }), givenAccount({ name }));
    const accounts = [at(3, 'three'), at(2, 'two'), at(9, 'nine'), at(5, 'five')];
    expect(notSeenSince(accounts, daysAgo(2)).map(({ account }) => account.name)).toEqual([
      'nine',
      'five',
      'three',
    ]);
  });

  it('put permanent exceptions after those that end, in their original order', () => {
    const ends = (id: string, expiresAt: string | undefined) =>
      givenException({ id, expiresAt, ...(expiresAt === undefined && { permanent: true }) });
    const exceptions = [
      ends('never', undefined),
      ends('later', '2027-02-01T00:00:00Z'),
      ends('never either', undefined),
      ends('first', '2027-01-01T00:00:00Z'),
    ];
    expect(byExpiry(ends('never', undefined), ends('never either', undefined))).toBe(0);
    expect(exceptions.toSorted(byExpiry).map(({ id }) => id)).toEqual([
      'first',
      'later',
      'never',
      'never either',
    ]);
  });

  it('show a unit by its name, or by its id where it has none', () => {
    const account = givenAccount({ organizationalUnits: [UNIT, 'ou-sbox-team0001'] });
    expect(pathOf(account, new Map([[account.organizationalUnits[0], 'Workloads']] as never))).toBe(
      'Workloads / ou-sbox-team0001',
    );
  });
});

describe('the removal history', () => {
  it('ignores entries of other types and entries of the organization', () => {
    const outcome = givenOutcome(NOW, 1);
    expect(removalFrom({ ...outcome, type: 'intent' } as never)).toBeUndefined();
    expect(removalFrom({ ...outcome, account: 'organization' } as never)).toBeUndefined();
  });

  it('does not count a removal from before the period', () => {
    const before = removalFrom(givenOutcome(daysAgo(9), 1));
    const within = removalFrom(givenOutcome(daysAgo(1), 1));
    const removals = [before, within].flatMap((removal) => removal ?? []);
    const buckets = removalsOverTime({ since: daysAgo(2), until: NOW, removals });
    expect(buckets).toEqual([
      { from: new Date('2026-11-22T00:00:00Z'), days: 1, credentials: 0 },
      { from: new Date('2026-11-23T00:00:00Z'), days: 1, credentials: 1 },
      { from: new Date('2026-11-24T00:00:00Z'), days: 1, credentials: 0 },
    ]);
  });

  it('has buckets of several days where there would be too many', () => {
    const buckets = removalsOverTime({ since: daysAgo(5), until: NOW, removals: [] }, 3);
    expect(buckets.map(({ from, days }) => [from.toISOString().slice(0, 10), days])).toEqual([
      ['2026-11-19', 2],
      ['2026-11-21', 2],
      ['2026-11-23', 2],
    ]);
  });

  it('sorts times before it ranks them', () => {
    const removals = [3, 1, 2].flatMap((seconds) => removalFrom(givenOutcome(NOW, seconds * 1000)) ?? []);
    expect(timesToRemoval({ since: daysAgo(1), until: NOW, removals })).toEqual({
      events: 3,
      medianMs: 2000,
      percentile95Ms: 3000,
      maxMs: 3000,
    });
  });
});
