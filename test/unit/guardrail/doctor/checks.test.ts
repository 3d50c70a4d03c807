import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import type { AwsFailure } from '../../../../src/domain/aws-failure.ts';
import {
  checkHomeRules,
  checkLastEvent,
  checkStackSet,
  checkTrail,
  type StackSetAccounts,
} from '../../../../src/guardrail/doctor/event-checks.ts';
import { checkFeatureSet } from '../../../../src/guardrail/doctor/organization-checks.ts';
import {
  checkRegionalSts,
  checkRootSession,
  type Probe,
} from '../../../../src/guardrail/doctor/root-session-checks.ts';
import {
  checkDeadLetters,
  checkLastSweep,
  checkRequestedAudits,
  checkTables,
  checkWorkQueues,
} from '../../../../src/guardrail/doctor/service-checks.ts';
import type { RootAccess } from '../../../../src/guardrail/operate/root-access.ts';
import type {
  Inspector,
  StackSetCoverage,
  TrailFacts,
} from '../../../../src/guardrail/ports/deployment-inspection.ts';
import type { StoredPosture } from '../../../../src/guardrail/ports/posture.ts';
import { ACCOUNT, givenAccount, givenPosture, givenStored } from '../../../support/builders.ts';
import { failure, readable, unreadable } from './readings.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const HOME = parseAccountId('222222222222');
const MANAGEMENT = parseAccountId('111111111111');
const DAY_SECONDS = 24 * 3600;

/** AWS answers nothing but what the test is about. */
function givenInspector(answers: Partial<Inspector>): Inspector {
  return {
    readFeatureSet: async () => unreadable,
    readTrails: async () => unreadable,
    readStackSet: async () => unreadable,
    readRules: async () => unreadable,
    readMappings: async () => unreadable,
    readTable: async () => unreadable,
    ...answers,
  };
}

describe('the check of the feature set', () => {
  it.each([
    [readable('ALL'), 'ok'],
    [readable('CONSOLIDATED_BILLING'), 'problem'],
    [unreadable, 'unknown'],
  ] as const)('answers %j with %s', async (reading, status) => {
    expect(await checkFeatureSet(givenInspector({ readFeatureSet: async () => reading }))).toMatchObject({
      status,
    });
  });
});

describe('the check of the trail', () => {
  const trail: TrailFacts = {
    name: 'org',
    ofOrganization: true,
    multiRegion: true,
    globalServices: true,
    logging: readable(true),
  };
  it.each([
    ['of the organization that is logging', [trail], 'ok'],
    ['of one account only', [{ ...trail, ofOrganization: false }], 'unknown'],
    ['that was stopped', [{ ...trail, logging: readable(false) }], 'problem'],
    ['whose status AWS does not give', [{ ...trail, logging: unreadable }], 'unknown'],
    ['without the events of global services', [{ ...trail, globalServices: false }], 'problem'],
    ['that is logging beside a stopped one', [{ ...trail, logging: readable(false) }, trail], 'ok'],
    ['that does not exist', [], 'unknown'],
  ] as const)('has the right status for a trail %s', async (_, trails, status) => {
    const check = await checkTrail(givenInspector({ readTrails: async () => readable(trails) }));
    expect(check).toMatchObject({ status });
    expect(check.advice === undefined).toBe(status === 'ok');
  });
});

it('shows why the status of a trail could not be read', async () => {
  const trails = [
    {
      name: 'org',
      ofOrganization: true,
      multiRegion: true,
      globalServices: true,
      logging: unreadable,
    },
  ];
  const check = await checkTrail(givenInspector({ readTrails: async () => readable(trails) }));
  expect(check.failure).toBe(unreadable.failure);
});

describe('the check of the StackSet', () => {
  const NAMES = { stackSet: 'rootguard-members', membersStack: 'rootguard-members' };
  const WHOSE = {
    callerAccount: HOME,
    homeAccountId: HOME,
    managementAccountId: MANAGEMENT,
    stackSetsAccountId: undefined,
  };
  const accounts = [
    givenAccount({ id: HOME, name: 'home' }),
    givenAccount({ name: 'payments' }),
    givenAccount({ id: '444444444444', name: 'closed', state: 'SUSPENDED' }),
  ];
  const covering = (covered: StackSetCoverage['covered'], failing = new Map<typeof ACCOUNT, string>()) =>
    checkStackSet(
      givenInspector({ readStackSet: async () => readable({ covered, failing }) }),
      NAMES,
      accounts,
      WHOSE,
    );

  it('requires every active member except the home account, which forwards by itself', async () => {
    expect(await covering(new Set([ACCOUNT]))).toMatchObject({ status: 'ok' });
  });

  it('names the accounts that do not forward their events, with the failure of each', async () => {
    expect(await covering(new Set(), new Map([[ACCOUNT, 'denied']]))).toMatchObject({
      status: 'problem',
      detail: expect.stringContaining(
        `1 account without forwarded events, audited by sweeps only: ${ACCOUNT} (payments: denied)`,
      ),
    });
  });

  it('names no more than 20 accounts, and says how many more there are', async () => {
    const detailOf = async (count: number) => {
      const many = Array.from({ length: count }, (_, index) =>
        givenAccount({ id: String(300000000000 + index) }),
      );
      const inspector = givenInspector({
        readStackSet: async () => readable({ covered: new Set<never>(), failing: new Map<never, never>() }),
      });
      return (await checkStackSet(inspector, NAMES, many, WHOSE)).detail;
    };
    const first20 = Array.from({ length: 20 }, (_, index) => `${300000000000 + index} (payments)`).join(', ');
    const beginning = 'accounts without forwarded events, audited by sweeps only';
    expect(await detailOf(20)).toBe(`20 ${beginning}: ${first20}`);
    expect(await detailOf(50)).toBe(`50 ${beginning}: ${first20} and 30 more`);
  });

  it.each([
    ['is owned by another account', readable(undefined)],
    ['may not be read', unreadable],
  ] as const)('reports unknown when the StackSet %s', async (_, reading) => {
    const inspector = givenInspector({ readStackSet: async () => reading });
    expect(await checkStackSet(inspector, NAMES, accounts, WHOSE)).toMatchObject({
      status: 'unknown',
      advice: expect.stringContaining('--profile'),
    });
  });

  const DELEGATE = parseAccountId('555555555555');
  const withoutStackSet = (whose: Partial<StackSetAccounts>) =>
    checkStackSet(
      givenInspector({ readStackSet: async () => readable(undefined) }),
      { stackSet: 'acme-members', membersStack: 'acme-members' },
      accounts,
      { ...WHOSE, ...whose },
    );

  it.each([
    ['the account that is to own it', DELEGATE, DELEGATE, DELEGATE],
    ['the management account, which sees all of them', MANAGEMENT, DELEGATE, DELEGATE],
    ['the management account, without a configuration', MANAGEMENT, undefined, MANAGEMENT],
  ] as const)(
    'says to deploy its stack where there is none, with credentials of %s',
    async (_, callerAccount, stackSetsAccountId, owner) => {
      expect(await withoutStackSet({ callerAccount, stackSetsAccountId })).toMatchObject({
        status: 'problem',
        detail: 'there is no StackSet acme-members, so no member account forwards its events',
        advice: `Deploy the stack acme-members in ${owner}.`,
      });
    },
  );

  it('names the account that is to own it to credentials that may not see it', async () => {
    expect(await withoutStackSet({ stackSetsAccountId: DELEGATE })).toMatchObject({
      status: 'unknown',
      advice: `Run doctor with credentials of ${DELEGATE}, which is to own the StackSet (--profile).`,
    });
  });
});

describe('the check of the rules of the home account', () => {
  const names = {
    stackSet: 's',
    membersStack: 's',
    bus: 'rootguard',
    homeStack: 'rootguard-home',
    dataStack: 'rootguard-data',
    rulePrefix: 'rootguard-',
    heartbeatRule: 'rootguard-heartbeats',
    homeRules: ['rootguard-watched'],
    requiredOwnRules: [{ name: 'rootguard-home-root', otherName: 'rootguard-root' }],
    ownRules: [
      'rootguard-home-root',
      'rootguard-root',
      'rootguard-home-heartbeats',
      'rootguard-home-management-x',
    ],
    rulesOfReads: ['rootguard-heard', 'rootguard-home-heartbeats'],
  };
  const watched = { name: 'rootguard-watched', state: 'ENABLED' };
  const own = { name: 'rootguard-home-root', state: 'ENABLED' };
  it.each([
    ['all rules are enabled', [watched], [own], 'ok', 0],
    [
      'one is disabled on each bus',
      [{ ...watched, state: 'DISABLED' }],
      [{ ...own, state: 'DISABLED' }],
      'problem',
      2,
    ],
    ["the home bus's own rule is missing", [], [own], 'problem', 0],
    ['the forwarding rules are missing', [watched], [], 'problem', 0],
    ['one is missing and one is disabled', [{ ...watched, state: 'DISABLED' }], [], 'problem', 1],
    [
      'the forwarding rules are those of another installation',
      [watched],
      [{ ...own, name: 'rootguard-2-root' }],
      'problem',
      0,
    ],
    ['a StackSet covers the home account', [watched], [{ ...own, name: 'rootguard-root' }], 'ok', 0],
    ['there is no home bus', undefined, [own], 'problem', 0],
  ] as const)('has the right status and fixes when %s', async (_, home, forwarding, status, fixes) => {
    const inspector = givenInspector({
      readRules: async (bus) => readable(bus === 'default' ? forwarding : home),
    });
    const check = await checkHomeRules(inspector, names, 'us-east-1');
    expect([check.status, check.fixes.length]).toEqual([status, fixes]);
  });

  it('names each rule that is missing beside others on the account’s own bus', async () => {
    const required = [
      'rootguard-home-root',
      'rootguard-home-own-alarms',
      'rootguard-home-management-own-keys',
    ];
    const inspector = givenInspector({
      readRules: async (bus) => readable(bus === 'default' ? [own] : [watched]),
    });
    const expected = {
      ...names,
      requiredOwnRules: required.map((name) => ({ name })),
      ownRules: [...names.ownRules, ...required],
    };
    expect(await checkHomeRules(inspector, expected, 'us-east-1')).toMatchObject({
      status: 'problem',
      detail: 'missing: rootguard-home-own-alarms, rootguard-home-management-own-keys',
      advice: expect.stringContaining('Find out who deleted it, then deploy rootguard-home with cdk deploy'),
    });
  });

  it.each(['ENABLED', 'DISABLED'])(
    'does not enable a rule that read-only calls have to reach, as that would leave it %s or give it the plain state',
    async (state) => {
      const heard = { name: 'rootguard-heard', state };
      const heartbeats = { name: 'rootguard-home-heartbeats', state };
      const inspector = givenInspector({
        readRules: async (bus) => readable(bus === 'default' ? [own, heartbeats] : [watched, heard]),
      });
      const check = await checkHomeRules(inspector, names, 'us-east-1');
      const advice = JSON.stringify(check);
      expect(check).toMatchObject({
        status: 'problem',
        detail: `read-only calls do not reach rootguard-heard (${state}), rootguard-home-heartbeats (${state})`,
        fixes: [],
      });
      expect(advice).not.toContain('aws events enable-rule');
      expect(advice).toContain('--event-bus-name rootguard --name rootguard-heard');
      expect(advice).toContain('--event-bus-name default --name rootguard-home-heartbeats');
      expect(advice).toContain('--state ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS');
    },
  );

  it('still enables a disabled rule beside one that read-only calls have to reach', async () => {
    const disabled = { ...watched, state: 'DISABLED' };
    const heard = { name: 'rootguard-heard', state: 'ENABLED' };
    const inspector = givenInspector({
      readRules: async (bus) => readable(bus === 'default' ? [own] : [disabled, heard]),
    });
    expect(await checkHomeRules(inspector, names, 'us-east-1')).toMatchObject({
      status: 'problem',
      detail: 'disabled: rootguard-watched; read-only calls do not reach rootguard-heard (ENABLED)',
      fixes: [{ type: 'enable-rule', bus: 'rootguard', rule: 'rootguard-watched' }],
    });
  });

  it('reports unknown when one of the buses could not be read', async () => {
    for (const bus of ['default', 'rootguard']) {
      const inspector = givenInspector({
        readRules: async (asked) => (asked === bus ? unreadable : readable([watched])),
      });
      expect(await checkHomeRules(inspector, names, 'us-east-1')).toMatchObject({ status: 'unknown' });
    }
  });
});

describe('the check of a root session', () => {
  const on: RootAccess = {
    trustedAccess: readable(true),
    features: { type: 'readable', enabled: ['RootCredentialsManagement', 'RootSessions'] },
    delegatedAdministrators: readable([HOME]),
  };
  const refused = (fields: Partial<AwsFailure>): Probe => ({
    type: 'refused',
    account: { id: ACCOUNT, name: 'payments' },
    failure: { ...failure, ...fields },
  });

  it.each([
    [{ reason: 'root-credentials-management-off' }, on, 'the feature RootCredentialsManagement is off'],
    [{ reason: 'trusted-access-off' }, on, 'IAM has no trusted access'],
    [{ reason: 'not-delegated' }, on, 'neither the management account nor a delegated administrator'],
    [
      {
        reason: 'denied-by-scp',
        message:
          'User: x is not authorized to perform: iam:ListAccessKeys on resource: y with an explicit deny in a service control policy',
      },
      on,
      'a service control policy denies iam:ListAccessKeys',
    ],
    [{ reason: 'denied-by-scp' }, on, 'a service control policy denies sts:AssumeRoot'],
    [{}, on, 'may not call sts:AssumeRoot'],
    [{}, { ...on, trustedAccess: readable(false) }, 'IAM has no trusted access'],
    [{}, { ...on, features: { type: 'readable', enabled: [] } }, 'RootCredentialsManagement is off'],
    [
      {},
      { ...on, features: { type: 'unreadable', failure: { ...failure, reason: 'not-delegated' } } },
      'neither the management account nor a delegated administrator',
    ],
    [{ reason: 'throttled', code: 'Throttling' }, on, 'Throttling: no'],
  ] as const)('explains the refusal %j', (fields, access, cause) => {
    const check = checkRootSession(refused(fields), access);
    expect(check).toMatchObject({ status: 'problem', failure: expect.objectContaining(fields) });
    expect(check.detail).toContain(cause);
    expect(check.advice).not.toBe('');
  });

  it.each([
    [refused({ reason: 'region-disabled' }), 'problem'],
    [refused({ code: 'InvalidAction' }), 'problem'],
    [refused({}), 'ok'],
    [{ type: 'nowhere' } as const, 'ok'],
  ] as const)('says whether STS answers in the Region, after the probe %j', (probe, status) => {
    expect(checkRegionalSts(probe, 'us-east-1')).toMatchObject({ status });
  });

  it('shows how to list the policies of the account in which one denies it', () => {
    const { advice } = checkRootSession(refused({ reason: 'denied-by-scp' }), on);
    expect(advice).toMatch(
      /\naws organizations list-policies-for-target --target-id \d{12} --filter SERVICE_CONTROL_POLICY$/,
    );
  });

  it('is skipped where there is no active member to try it in', () => {
    expect(checkRootSession({ type: 'nowhere' }, on)).toMatchObject({ status: 'skipped' });
  });
});

describe('the check of the tables', () => {
  const expected = [{ name: 'ledger', keys: ['account', 'at'] }];
  it.each([
    [{ status: 'ACTIVE', keys: ['account', 'at'] }, 'ok', 'ledger'],
    [{ status: 'CREATING', keys: ['account', 'at'] }, 'problem', 'ledger is CREATING'],
    [{ status: 'ACTIVE', keys: ['id'] }, 'problem', 'ledger has the key id, expected account and at'],
    [undefined, 'problem', 'ledger is missing'],
  ] as const)('answers %j with %s', async (table, status, detail) => {
    const inspector = givenInspector({ readTable: async () => readable(table) });
    expect(await checkTables(inspector, expected, 'rootguard-data')).toMatchObject({ status, detail });
  });

  it('reports unknown when a table cannot be read', async () => {
    expect(await checkTables(givenInspector({}), expected, 'rootguard-data')).toMatchObject({
      status: 'unknown',
      failure,
    });
  });
});

describe('the checks of the queues', () => {
  const depth = (visible: number) => ({ visible, inFlight: 0, delayed: 0 });

  it('warn when many triggers wait, and not because of a long sweep queue', () => {
    expect(checkWorkQueues({ triggers: depth(99), later: depth(900), sweep: depth(50_000) })).toMatchObject({
      status: 'ok',
    });
    expect(checkWorkQueues({ triggers: depth(100), later: depth(0), sweep: depth(0) })).toMatchObject({
      status: 'warning',
    });
  });

  it('fail when there are dead letters, even hidden ones', () => {
    expect(checkDeadLetters(depth(0))).toMatchObject({ status: 'ok' });
    expect(checkDeadLetters({ ...depth(0), inFlight: 1 })).toMatchObject({ status: 'problem' });
    expect(checkDeadLetters({ ...depth(0), delayed: 1 })).toMatchObject({ status: 'problem' });
    expect(checkDeadLetters({ visible: 1, inFlight: 1, delayed: 2 })).toMatchObject({ status: 'problem' });
    expect(checkDeadLetters({ visible: 1, inFlight: 1, delayed: 0 })).toMatchObject({ status: 'problem' });
  });
});

describe('the check of the last sweep', () => {
  const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3600 * 1000);
  const sweptAt = (hours: number, finishedAt: Date | undefined = hoursAgo(hours)) => ({
    sweepId: 's',
    startedAt: hoursAgo(hours),
    previousStartedAt: undefined,
    next: undefined,
    accountsQueued: 3,
    finishedAt,
    leasedUntil: NOW,
    revision: 1,
  });
  it.each([
    ['there was none', undefined, 'warning', 1],
    ['it started an hour ago', sweptAt(1), 'ok', 0],
    ['it started two days ago', sweptAt(48), 'ok', 0],
    ['it started more than two days ago', sweptAt(49), 'problem', 1],
    ['it started in the future by a clock that is ahead', sweptAt(-1), 'ok', 0],
    ['it says that it started in the future', sweptAt(-1.1), 'warning', 1],
    ['it is running since a time in the future', { ...sweptAt(-1.1), finishedAt: undefined }, 'warning', 1],
    ['it is running', { ...sweptAt(0.5), finishedAt: undefined }, 'ok', 0],
    ['it has not finished for hours', { ...sweptAt(5), finishedAt: undefined }, 'warning', 0],
  ] as const)('has the right status and fixes when %s', async (_, progress, status, fixes) => {
    const read = async () => progress && ({ type: 'progress', progress } as const);
    const check = await checkLastSweep({ read }, DAY_SECONDS, NOW);
    expect([check.status, check.fixes.length]).toEqual([status, fixes]);
  });
});

describe('the check of requested audits', () => {
  const requestedAt = (minutesAgo: number) => ({
    type: 'requested' as const,
    scope: { type: 'organization' } as const,
    requestedAt: new Date(NOW.getTime() - minutesAgo * 60_000),
    stored: undefined,
  });

  it.each([
    ['there is none', [], 'ok'],
    ['one is recent', [requestedAt(5)], 'ok'],
    ['one has waited for too long', [requestedAt(5), requestedAt(45)], 'problem'],
  ] as const)('has the right status when %s', async (_, requested, status) => {
    const check = await checkRequestedAudits({ read: async () => requested }, NOW);
    expect(check.status).toBe(status);
    expect(check.detail.includes('organization since 2026-11-24T11:15:00.000Z')).toBe(status === 'problem');
  });
});

it('the check of requested audits warns of a time in the future, as it cannot tell for how long they have waited', async () => {
  const requestedAt = new Date(NOW.getTime() + 3_601_000);
  const request = {
    type: 'requested',
    scope: { type: 'organization' },
    requestedAt,
    stored: undefined,
  } as const;
  expect(await checkRequestedAudits({ read: async () => [request] }, NOW)).toMatchObject({
    status: 'warning',
    detail: 'requested in the future: organization since 2026-11-24T13:00:01.000Z',
  });
});

describe('stored records that do not parse', () => {
  it('are a failure in the check of requested audits, which names each', async () => {
    const requested = [
      { type: 'malformed', key: 'acount#3', scope: undefined, issue: 'must be a scope' },
      { type: 'requested', scope: { type: 'organization' }, requestedAt: NOW, stored: NOW.toISOString() },
    ] as const;
    const check = await checkRequestedAudits({ read: async () => requested }, NOW);
    expect(check).toMatchObject({ status: 'problem', detail: 'cannot be read: acount#3 (must be a scope)' });
  });

  it('are a warning in the check of the last sweep', async () => {
    const read = async () =>
      ({ type: 'malformed', issues: ['startedAt: x'], revision: 0, storedRevision: 0 }) as const;
    const check = await checkLastSweep({ read }, DAY_SECONDS, NOW);
    expect(check).toMatchObject({ status: 'warning', detail: 'cannot be read: startedAt: x' });
  });
});

describe('the check of the last event', () => {
  const posture = (foundBy: string, auditedAt: Date) => givenStored(givenPosture(auditedAt, { foundBy }));
  async function* each(postures: readonly StoredPosture[]) {
    yield* postures;
  }

  it('shows the latest event that led to an audit', async () => {
    const early = new Date('2026-11-20T00:00:00Z');
    const check = await checkLastEvent(
      each([
        posture('CreateAccessKey e-1', early),
        posture('ConsoleLogin e-2', NOW),
        posture('PasswordUpdated e-3', early),
      ]),
    );
    expect(check).toMatchObject({ status: 'ok', detail: expect.stringContaining('ConsoleLogin e-2') });
  });

  it('leaves out an account whose posture cannot be read', async () => {
    const broken: StoredPosture = {
      account: ACCOUNT,
      posture: undefined,
      enforcements: [],
      hearing: {},
      issues: ['auditedAt: is no time'],
    };
    expect(await checkLastEvent(each([broken, posture('ConsoleLogin e-2', NOW)]))).toMatchObject({
      status: 'ok',
      detail: expect.stringContaining('ConsoleLogin e-2'),
    });
  });

  it('shows the event even if a later sweep has audited the account', async () => {
    const event = { event: 'ConsoleLogin e-2', auditedAt: new Date('2026-11-20T00:00:00Z') };
    const swept = givenStored(givenPosture(NOW, { foundBy: 'sweep s-1', lastEvent: event }));
    expect(await checkLastEvent(each([swept]))).toMatchObject({
      status: 'ok',
      detail: expect.stringContaining('ConsoleLogin e-2 in 333333333333 (payments), audited 2026-11-20'),
    });
  });

  it('says that the event was late', async () => {
    const event = {
      event: 'ConsoleLogin e-2',
      auditedAt: NOW,
      lateness: 'arrived 2 hours after it happened',
    };
    const check = await checkLastEvent(each([givenStored(givenPosture(NOW, { lastEvent: event }))]));
    expect(check).toMatchObject({ detail: expect.stringMatching(/; arrived 2 hours after it happened$/) });
  });

  it('reports a warning where only sweeps and requests led to audits', async () => {
    const check = await checkLastEvent(
      each([posture('sweep s-1', NOW), posture('request second-look', NOW), posture('nothing', NOW)]),
    );
    expect(check).toMatchObject({ status: 'warning' });
  });
});
