import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import type { AwsFailure } from '../../../../src/domain/aws-failure.ts';
import { AwsCallError } from '../../../../src/domain/errors.ts';
import type { ParsedExceptionRow } from '../../../../src/domain/exception-row.ts';
import type { LedgerEntry } from '../../../../src/domain/ledger-entry.ts';
import type { ManagementRootRecord } from '../../../../src/domain/management-root.ts';
import type { SweepProgress } from '../../../../src/domain/sweep-progress.ts';
import type { Check, CheckId, Fix } from '../../../../src/guardrail/doctor/check.ts';
import { CHECKS } from '../../../../src/guardrail/doctor/check.ts';
import { type DoctorDependencies, diagnose } from '../../../../src/guardrail/doctor/diagnose.ts';
import { applyFix, fixesOf } from '../../../../src/guardrail/doctor/fix.ts';
import type { TrailFacts } from '../../../../src/guardrail/ports/deployment-inspection.ts';
import type { Change } from '../../../../src/guardrail/ports/root-access.ts';
import type { AuditSession } from '../../../../src/guardrail/ports/root-sessions.ts';
import { ACCOUNT, givenAccount, givenPolicy, givenPosture, givenStored } from '../../../support/builders.ts';
import { failure, readable, unreadable } from './readings.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const MANAGEMENT = parseAccountId('111111111111');
const HOME = parseAccountId('222222222222');
const SUSPENDED = parseAccountId('444444444444');

const refuse = () => {
  throw new AwsCallError(failure);
};
async function* each<Value>(values: readonly Value[]) {
  yield* values;
}
const refusing = () => ({ [Symbol.asyncIterator]: refuse });

const TABLES_AND_QUEUES_REFUSE = {
  exceptionWatch: { scan: refusing },
  posture: { readAll: refusing },
  breaker: { state: refuse },
  sweepProgress: { read: refuse },
  requestedScopes: { read: refuse },
  deploymentRecord: { read: refuse },
  managementRoot: { read: refuse },
  ledgerReader: { read: refusing },
  readDepth: refuse,
} satisfies Partial<DoctorDependencies>;

const depth = { visible: 0, inFlight: 0, delayed: 0 };
const swept: SweepProgress = {
  sweepId: 's',
  startedAt: new Date('2026-11-24T11:00:00Z'),
  previousStartedAt: undefined,
  next: undefined,
  accountsQueued: 2,
  finishedAt: new Date('2026-11-24T11:01:00Z'),
  leasedUntil: NOW,
  revision: 1,
};
const managementRootRecord: ManagementRootRecord = {
  readAt: NOW,
  sweepId: 's',
  reading: { type: 'readable', present: ['login-profile', 'mfa-device'] },
};
const signedIn = givenPosture(NOW, { foundBy: 'ConsoleLogin e-1' });

async function* nothing(): AsyncGenerator<never> {}

async function* canaryEntries(): AsyncGenerator<LedgerEntry> {
  yield {
    type: 'canary',
    account: ACCOUNT,
    at: NOW,
    id: '1',
    runId: 'run-1',
    result: 'completed',
    by: HOME,
    totalMs: 8_000,
  };
}

async function checksOf(...args: Parameters<typeof diagnose>): Promise<readonly Check[]> {
  return (await diagnose(...args)).checks;
}

/** A deployment without any problem, seen from the home account. */
function givenDoctor(changed: Partial<DoctorDependencies> = {}): DoctorDependencies & { probed: string[] } {
  const probed: string[] = [];
  return {
    probed,
    canary: { account: ACCOUNT, everyHours: 24, lateAfterSeconds: 60 },
    managementRoot: { read: async () => ({ type: 'record', record: managementRootRecord }) },
    ledgerReader: { read: canaryEntries },
    callerAccount: HOME,
    managementAccountId: MANAGEMENT,
    homeAccountId: HOME,
    stackSetsAccountId: undefined,
    region: 'us-east-1',
    tables: [{ name: 'rootguard-ledger', keys: ['account', 'at'] }],
    names: {
      stackSet: 'members',
      membersStack: 'rootguard-members',
      bus: 'rootguard',
      homeStack: 'rootguard-home',
      dataStack: 'rootguard-data',
      rulePrefix: 'rootguard-',
      heartbeatRule: 'rootguard-heartbeats',
      homeRules: ['rootguard-watched'],
      requiredOwnRules: [{ name: 'rootguard-home-root' }],
      ownRules: ['rootguard-other', 'rootguard-watched', 'rootguard-home-root', 'rootguard-root'],
      rulesOfReads: [],
    },
    regional: {
      regions: ['eu-central-1'],
      accounts: {
        home: { rules: ['rootguard-home-root'], stack: 'rootguard-sessions' },
        management: { rules: ['rootguard-sessions'], stack: 'rootguard-management-sessions' },
      },
      members: { stackSet: 'members-sessions', stack: 'members-sessions' },
    },
    sources: [{ type: 'queue', name: 'rootguard-triggers', batchSize: 8 }],
    sweepEverySeconds: 24 * 3600,
    inspector: {
      readFeatureSet: async () => readable('ALL'),
      readTrails: async () =>
        readable([
          {
            name: 'org',
            ofOrganization: true,
            multiRegion: true,
            globalServices: true,
            logging: readable(true),
          },
        ]),
      readStackSet: async () => readable({ covered: new Set([ACCOUNT]), failing: new Map<never, never>() }),
      readRules: async (bus) =>
        readable([
          { name: bus === 'default' ? 'rootguard-home-root' : 'rootguard-watched', state: 'ENABLED' },
        ]),
      readMappings: async () =>
        readable([
          {
            id: 'u-1',
            sourceArn: 'arn:aws:sqs:us-east-1:222222222222:rootguard-triggers',
            functionName: 'rootguard-home-consumer',
            state: 'Enabled',
            batchSize: 8,
          },
        ]),
      readTable: async () => readable({ status: 'ACTIVE', keys: ['account', 'at'] }),
    },
    rootAccess: {
      readTrustedAccess: async () => readable(true),
      readFeatures: async () => ({
        type: 'readable',
        enabled: ['RootCredentialsManagement', 'RootSessions'],
      }),
      readDelegatedAdministrators: async () => readable([HOME]),
    },
    lister: listing(),
    auditor: {
      openAuditSession: async (account) => {
        probed.push(account);
        return { type: 'opened', session };
      },
    },
    exceptionWatch: { scan: () => each<ParsedExceptionRow>([]) },
    posture: {
      readAll: () =>
        each(
          [ACCOUNT, HOME].map((account) => ({
            ...givenStored({ ...signedIn, account }),
            account,
            hearing: { heardAt: NOW },
          })),
        ),
    },
    breaker: { state: async () => ({ type: 'closed', accountsThisHour: 3 }) },
    sweepProgress: { read: async () => ({ type: 'progress', progress: swept }) },
    requestedScopes: { read: async () => [] },
    settings: { read: async () => ({ type: 'initial' }) },
    deploymentRecord: { read: async () => undefined },
    initialPolicy: givenPolicy({ mode: 'observe' }),
    assumedCanEnforce: false,
    assumedCoverage: { units: undefined, sweepEveryHours: 24 },
    readDepth: async () => depth,
    clock: { now: () => NOW },
    clockAheadSeconds: 1,
    ...changed,
  };
}

const session: AuditSession = {
  readSummary: async () => ({ type: 'readable', present: new Set() }),
  readInventory: refuse,
  readKeyLastUsed: refuse,
};

function listing(
  accounts = [
    givenAccount({ id: HOME, name: 'home' }),
    givenAccount({ id: SUSPENDED, name: 'closed', state: 'SUSPENDED' }),
    givenAccount({ name: 'payments' }),
  ],
): DoctorDependencies['lister'] {
  return {
    listAccounts: async () => ({ type: 'page', accounts, next: undefined }),
  };
}

/** As text, one line for each check. */
function lines(checks: readonly Check[]): string {
  return checks
    .map(({ id, status, detail, advice }) => `${id}: ${status}: ${detail}${advice ? `\n  ${advice}` : ''}`)
    .join('\n');
}

describe('diagnose', () => {
  it('describes the finding of each check, in order', async () => {
    const checks = await checksOf(givenDoctor(), undefined);
    expect(checks.map(({ id }) => id)).toEqual(Object.keys(CHECKS));
    expect(fixesOf(checks)).toEqual([]);
    expect(lines(checks)).toMatchInlineSnapshot(`
      "clock: ok: 1 s ahead
      all-features: ok: all features
      trusted-access: ok: on
      root-credentials-management: ok: on
      root-sessions: ok: on; rootguard does not need it, and it also allows to unlock the policies of buckets and queues
      delegated-administrator: ok: 222222222222 is a delegated administrator for IAM
      regional-sts: ok: us-east-1
      root-session: ok: tried in 333333333333 (payments)
      trail: ok: org
      stack-set: ok: 1 account
      session-regions: ok: the rules of this account in eu-central-1 are enabled
      deployment: ok: table rootguard-ledger, bus rootguard
      home-rules: ok: rootguard-watched, rootguard-home-root
      event-sources: ok: rootguard-triggers
      tables: ok: rootguard-ledger
      settings: ok: those of the deployment: observe
      exceptions: ok: 0 rows
      breaker: ok: closed; 3 accounts counted this hour
      work-queues: ok: triggers: 0 waiting, 0 in flight, 0 delayed; later: 0 waiting, 0 in flight, 0 delayed; sweep: 0 waiting, 0 in flight, 0 delayed
      dead-letters: ok: empty
      last-sweep: ok: started 2026-11-24T11:00:00.000Z, 2 accounts queued
      requested-audits: ok: 0 waiting
      last-event: ok: ConsoleLogin e-1 in 333333333333 (payments), audited 2026-11-24T12:00:00.000Z
      management-root: ok: MFA, no access key, no signing certificate; read 2026-11-24T12:00:00.000Z
      canary: ok: the latest run completed after 8.0 s at 2026-11-24T12:00:00.000Z; 1 of the latest 1 run saw every hop
      heard-accounts: ok: 2 accounts heard
      coverage: ok: 100 %: 2 of 2 audited within 30 hours and heard"
    `);
  });

  it('gives advice for each check that has not succeeded', async () => {
    const checks = await checksOf(
      givenDoctor({
        ledgerReader: { read: nothing },
        callerAccount: MANAGEMENT,
        inspector: {
          readFeatureSet: async () => readable('CONSOLIDATED_BILLING'),
          readTrails: async () => readable([]),
          readStackSet: async () =>
            readable({ covered: new Set<never>(), failing: new Map([[ACCOUNT, 'denied']]) }),
          readRules: async () => readable([{ name: 'rootguard-watched', state: 'DISABLED' }]),
          readMappings: async () => readable([]),
          readTable: async () => readable(undefined),
        },
        rootAccess: {
          readTrustedAccess: async () => readable(false),
          readFeatures: async () => ({ type: 'readable', enabled: [] }),
          readDelegatedAdministrators: async () => readable([]),
        },
        auditor: { openAuditSession: async () => ({ type: 'refused', failure }) },
        exceptionWatch: {
          scan: () =>
            each<ParsedExceptionRow>([
              {
                type: 'malformed',
                malformed: { scope: 'organization', id: 'typo', issues: ['kinds: is empty'] },
              },
              {
                type: 'malformed',
                malformed: { scope: 'organisation', id: 'misspelt', issues: ['scope: is none'] },
              },
            ]),
        },
        settings: { read: async () => ({ type: 'malformed', issues: ['mode: is missing'] }) },
        posture: { readAll: () => each([]) },
        breaker: { state: async () => ({ type: 'open', since: NOW }) },
        sweepProgress: { read: async () => undefined },
        requestedScopes: {
          read: async () => [
            {
              type: 'requested',
              scope: { type: 'organization' },
              requestedAt: new Date('2026-11-24T11:29:59Z'),
              stored: '2026-11-24T11:29:59Z',
            },
          ],
        },
        readDepth: async (queue) => ({ visible: 100, inFlight: 2, delayed: queue === 'triggers' ? 1 : 0 }),
      }),
      undefined,
    );
    expect(checks.map(({ id }) => id)).toEqual(Object.keys(CHECKS));
    expect(lines(checks)).toMatchInlineSnapshot(`
      "clock: ok: 1 s ahead
      all-features: problem: the organization has the feature set CONSOLIDATED_BILLING
        Root users can be managed centrally only with all features. In the management account:
      aws organizations enable-all-features
      trusted-access: problem: off
        From the management account: rootguard enable.
      root-credentials-management: problem: off
        From the management account: rootguard enable.
      root-sessions: ok: off, and not needed: it allows to unlock the policies of buckets and queues
      delegated-administrator: ok: 111111111111 is the management account
      regional-sts: ok: us-east-1
      root-session: problem: refused in 222222222222 (home): IAM has no trusted access
        Check the caller's policies; for sts:AssumeRoot also the delegated administrator for IAM, and that the target is a member account.
      trail: unknown: there is no organization trail that this account can see
        Without a trail EventBridge receives no events: create an organization trail (all Regions) in the management account, or make sure that every account has one of its own.
      stack-set: problem: 1 account without forwarded events, audited by sweeps only: 333333333333 (payments: denied)
        Add their organizational units to coveredOrganizationalUnits, or fix what failed in the StackSet.
      session-regions: problem: missing in eu-central-1: rootguard-sessions
        Deploy rootguard-management-sessions-eu-central-1.
      deployment: ok: bus rootguard
      home-rules: problem: missing: rootguard-home-root; disabled: rootguard-watched, rootguard-watched
        Find out who deleted it, then deploy rootguard-home with cdk deploy --revert-drift, or with a change set of the deployment mode REVERT_DRIFT: the same template alone changes nothing.
      Find out who disabled it, then enable it:
      aws events enable-rule --event-bus-name rootguard --name rootguard-watched --region us-east-1
      aws events enable-rule --event-bus-name default --name rootguard-watched --region us-east-1
      event-sources: problem: no function receives from rootguard-triggers
        Find out who deleted the mapping, then deploy rootguard-home with cdk deploy --revert-drift, or with a change set of the deployment mode REVERT_DRIFT: the same template alone changes nothing.
      tables: problem: rootguard-ledger is missing
        Use credentials of the home account, name the tables (--exceptions-table, …), or deploy rootguard-data.
      settings: problem: do not parse, so every account is in observe mode: mode: is missing
        Correct the item policy of the settings table, or replace it: rootguard mode observe --reason TEXT.
      exceptions: problem: cannot be read: typo of organization (deletions in its scope wait), misspelt of organisation (its scope is misspelt, so it approves and protects nothing)
        Correct them: rootguard exceptions check lists each issue with its attribute.
      breaker: problem: open since 2026-11-24T12:00:00.000Z
        Older credentials are not removed. Check what was about to be removed, then: rootguard breaker acknowledge --reason TEXT.
      work-queues: warning: triggers: 100 waiting, 2 in flight, 1 delayed; later: 100 waiting, 2 in flight, 0 delayed; sweep: 100 waiting, 2 in flight, 0 delayed
        Removals are late. See triggers-too-old in the runbook.
      dead-letters: problem: 100 waiting, 2 in flight, 0 delayed
        See why with rootguard queue peek, fix the cause, then: rootguard queue redrive.
      last-sweep: warning: there has been none
        The first one runs on schedule; --fix requests one now.
      requested-audits: problem: waiting for more than half an hour: organization since 2026-11-24T11:29:59.000Z
        The watch did not process them: check the log of the sweeper, and whether the scope still exists.
      last-event: warning: no account was audited because of an event
        Nothing may have happened yet. To test it, sign in as the root user of a test account and run doctor again.
      management-root: ok: MFA, no access key, no signing certificate; read 2026-11-24T12:00:00.000Z
      canary: warning: there has been no run in account 333333333333
        See canary-failed in the runbook, and: rootguard history --account 333333333333. rootguard canary run --account 333333333333 makes a run now.
      heard-accounts: warning: 0 accounts heard
        The first audit of each account shows it, half an hour later at the latest.
      coverage: warning: not known yet, as no audit has been recorded
        The first sweep shows it."
    `);
    expect(fixesOf(checks)).toMatchInlineSnapshot(`
      [
        {
          "step": {
            "type": "enable-trusted-access",
          },
          "type": "root-access",
        },
        {
          "step": {
            "feature": "RootCredentialsManagement",
            "type": "enable-feature",
          },
          "type": "root-access",
        },
        {
          "bus": "rootguard",
          "rule": "rootguard-watched",
          "type": "enable-rule",
        },
        {
          "bus": "default",
          "rule": "rootguard-watched",
          "type": "enable-rule",
        },
        {
          "type": "request-sweep",
        },
      ]
    `);
  });

  it('continues where AWS refuses, and reports what it could not find out as not checked', async () => {
    const checks = await checksOf(
      givenDoctor({
        inspector: {
          readFeatureSet: async () => unreadable,
          readTrails: async () => unreadable,
          readStackSet: async () => unreadable,
          readRules: async () => unreadable,
          readMappings: async () => unreadable,
          readTable: async () => unreadable,
        },
        rootAccess: {
          readTrustedAccess: async () => unreadable,
          readFeatures: async () => unreadable,
          readDelegatedAdministrators: async () => unreadable,
        },
        lister: { listAccounts: refuse },
        ...TABLES_AND_QUEUES_REFUSE,
      }),
      undefined,
    );
    expect(checks.map(({ id }) => id)).toEqual(Object.keys(CHECKS));
    // The probe worked, which is all that these two are about.
    const known = ['clock', 'regional-sts', 'root-session'];
    for (const { id, status } of checks)
      expect([id, status]).toEqual([id, known.includes(id) ? 'ok' : 'unknown']);
    expect(checks.find(({ id }) => id === 'breaker')).toMatchObject({
      detail: 'sts:AssumeRoot: AccessDenied: no, request id r-1',
      failure: { message: 'no' },
    });
  });
});

describe('an account in which nothing of rootguard is', () => {
  const { inspector } = givenDoctor();
  const nothing = {
    inspector: {
      ...inspector,
      readRules: async (bus: string) => readable(bus === 'default' ? [] : undefined),
      readTable: async () => readable(undefined),
    },
    ...TABLES_AND_QUEUES_REFUSE,
  };
  const DEPENDENT = [
    'session-regions',
    ...Object.keys(CHECKS).slice(Object.keys(CHECKS).indexOf('home-rules')),
  ];

  it('is one problem, and the checks of the deployment are skipped without asking AWS', async () => {
    const checks = await checksOf(givenDoctor(nothing), undefined);
    expect(checks.map(({ id }) => id)).toEqual(Object.keys(CHECKS));
    expect(checks.filter(({ status }) => status === 'problem')).toMatchObject([
      { id: 'deployment', detail: `nothing of it is in ${HOME}: no table, no bus` },
    ]);
    const skipped = checks.filter(({ status }) => status === 'skipped');
    expect(skipped.map(({ id }) => id)).toEqual(DEPENDENT);
    expect(skipped.every(({ advice }) => advice === undefined)).toBe(true);
  });

  it('is no problem where the home account is another one', async () => {
    const { regional } = givenDoctor();
    const changed = { ...nothing, callerAccount: MANAGEMENT, regional: { ...regional, regions: [] } };
    const checks = await checksOf(givenDoctor(changed), undefined);
    const [sessionRegions, ...others] = DEPENDENT;
    expect(checks.filter(({ status }) => status !== 'ok').map(({ id, status }) => [id, status])).toEqual(
      [sessionRegions, 'deployment', ...others].map((id) => [id, 'skipped']),
    );
    expect(checks.find(({ id }) => id === 'deployment')?.advice).toContain(HOME);
  });
});

describe('a check that ends with an error of rootguard', () => {
  const checkOf = async (changed: Partial<DoctorDependencies>, id: Check['id']) => {
    const checks = await checksOf(givenDoctor(changed), undefined);
    return checks.find((check) => check.id === id);
  };

  it('says what the error says, and shows no failure of AWS', async () => {
    const lister = { listAccounts: async () => ({ type: 'outdated' }) as const };
    expect(await checkOf({ lister }, 'stack-set')).toEqual({
      id: 'stack-set',
      title: CHECKS['stack-set'],
      status: 'unknown',
      detail: expect.stringContaining('pagination token'),
      advice: 'Run the command again.',
      failure: undefined,
      fixes: [],
    });
  });

  it('is called a defect where the error has no code', async () => {
    const readDepth = async () => {
      throw new TypeError('broken');
    };
    expect(await checkOf({ readDepth }, 'dead-letters')).toMatchObject({
      status: 'unknown',
      detail: 'the check failed: TypeError: broken',
      advice: expect.stringContaining('defect'),
      failure: undefined,
    });
  });
});

it('the coverage has the age of the latest canary run, and needs no canary', async () => {
  const ageOf = async (changed: Partial<DoctorDependencies>) =>
    (await diagnose(givenDoctor(changed), undefined)).coverage?.canaryAgeSeconds;
  const clock = { now: () => new Date(NOW.getTime() + 90_000) };
  expect(await ageOf({ clock })).toBe(90);
  expect(await ageOf({ canary: undefined })).toBeUndefined();
  const { checks, coverage } = await diagnose(givenDoctor({ ledgerReader: { read: refuse } }), undefined);
  expect(checks.find(({ id }) => id === 'canary')).toMatchObject({ status: 'unknown' });
  expect(coverage).toMatchObject({ accounts: 2, canaryAgeSeconds: undefined });
});

it('a check that throws is reported under its own name', async () => {
  const broken = { ...givenDoctor().inspector };
  for (const question of Object.keys(broken)) Object.assign(broken, { [question]: refuse });
  const checks = await checksOf(
    givenDoctor({
      inspector: broken,
      ...TABLES_AND_QUEUES_REFUSE,
    }),
    undefined,
  );
  expect(checks.filter(({ status }) => status === 'unknown').map(({ id }) => id)).toEqual([
    'all-features',
    'trail',
    'stack-set',
    'session-regions',
    'deployment',
    'home-rules',
    'event-sources',
    'tables',
    'settings',
    'exceptions',
    'breaker',
    'work-queues',
    'dead-letters',
    'last-sweep',
    'requested-audits',
    'last-event',
    'management-root',
    'canary',
    'heard-accounts',
    'coverage',
  ]);
});

it('a check of what was read before it that throws is reported under its own name, and stops no other', async () => {
  const broken = () => {
    throw new TypeError('broken');
  };
  const brokenReading = {
    type: 'readable',
    get value() {
      return broken();
    },
  } as const;
  const brokenFeatures = {
    type: 'readable',
    get enabled() {
      return broken();
    },
  } as const;
  const brokenFailure = {
    ...failure,
    get reason() {
      return broken();
    },
  };
  const checks = await checksOf(
    givenDoctor({
      rootAccess: {
        readTrustedAccess: async () => brokenReading,
        readFeatures: async () => brokenFeatures,
        readDelegatedAdministrators: async () => brokenReading,
      },
      auditor: { openAuditSession: async () => ({ type: 'refused', failure: brokenFailure }) },
    }),
    undefined,
  );
  expect(checks.map(({ id }) => id)).toEqual(Object.keys(CHECKS));
  expect(checks.filter(({ status }) => status === 'unknown').map(({ id }) => id)).toEqual([
    'trusted-access',
    'root-credentials-management',
    'root-sessions',
    'delegated-administrator',
    'regional-sts',
    'root-session',
  ]);
});

it('shows the depth of each queue under its own name', async () => {
  const visible = {
    triggers: 1,
    later: 2,
    sweep: 3,
    heartbeats: 0,
    activity: 0,
    memberActivity: 0,
    deadLetters: 4,
  };
  const readDepth: DoctorDependencies['readDepth'] = async (queue) => ({ ...depth, visible: visible[queue] });
  const checks = await checksOf(givenDoctor({ readDepth }), undefined);
  expect(lines(checks.filter(({ id }) => id === 'work-queues' || id === 'dead-letters'))).toBe(
    [
      'work-queues: ok: triggers: 1 waiting, 0 in flight, 0 delayed; later: 2 waiting, 0 in flight, 0 delayed; sweep: 3 waiting, 0 in flight, 0 delayed',
      'dead-letters: problem: 4 waiting, 0 in flight, 0 delayed',
      '  See why with rootguard queue peek, fix the cause, then: rootguard queue redrive.',
    ].join('\n'),
  );
});

describe('the report of a check', () => {
  const said = async (
    id: CheckId,
    changed: Partial<DoctorDependencies['inspector']>,
    others: Partial<DoctorDependencies> = {},
  ) => {
    const inspector = { ...givenDoctor().inspector, ...changed };
    const checks = await checksOf(givenDoctor({ ...others, inspector }), undefined);
    return lines(checks.filter((check) => check.id === id));
  };
  const trail: TrailFacts = {
    name: 'org',
    ofOrganization: true,
    multiRegion: true,
    globalServices: true,
    logging: readable(true),
  };

  it('says what is wrong with a trail', async () => {
    const trails: readonly TrailFacts[] = [
      { ...trail, logging: readable(false) },
      { ...trail, logging: unreadable },
      { ...trail, globalServices: false },
    ];
    const texts = trails.map((one) => said('trail', { readTrails: async () => readable([one]) }));
    expect((await Promise.all(texts)).join('\n')).toMatchInlineSnapshot(`
      "trail: problem: org: not logging
        Start its logging, and include the events of global services.
      trail: unknown: org: not known to be logging
        Check from the management account whether it is logging.
      trail: problem: org: logging, without global services
        Start its logging, and include the events of global services."
    `);
    expect(await said('trail', { readTrails: async () => unreadable })).toBe(
      'trail: unknown: sts:AssumeRoot: AccessDenied: no, request id r-1',
    );
  });

  it('says what is wrong with a StackSet', async () => {
    const texts = [
      said('stack-set', { readStackSet: async () => readable(undefined) }),
      said('stack-set', { readStackSet: async () => unreadable }),
      said('stack-set', { readStackSet: async () => readable(undefined) }, { callerAccount: MANAGEMENT }),
    ];
    expect((await Promise.all(texts)).join('\n')).toMatchInlineSnapshot(`
      "stack-set: unknown: this account has no StackSet members
        Run doctor with credentials of the account that owns the StackSet (--profile).
      stack-set: unknown: sts:AssumeRoot: AccessDenied: no, request id r-1
        Run doctor with credentials of the account that owns the StackSet (--profile).
      stack-set: problem: there is no StackSet members, so no member account forwards its events
        Deploy the stack rootguard-members in 111111111111."
    `);
  });

  it('says which rules are missing or disabled', async () => {
    const watched = { name: 'rootguard-watched', state: 'ENABLED' };
    const other = { name: 'rootguard-other', state: 'ENABLED' };
    const found = [
      [undefined, [other]],
      [[other], [other]],
      [[watched], []],
      [[watched], undefined],
      [[], []],
    ] as const;
    const texts = found.map(([home, own]) =>
      said('home-rules', { readRules: async (bus) => readable(bus === 'default' ? own : home) }),
    );
    expect((await Promise.all(texts)).join('\n')).toMatchInlineSnapshot(`
      "home-rules: problem: there is no bus rootguard in this account
        Use credentials of the home account, or deploy rootguard-home.
      home-rules: problem: missing: rootguard-watched, rootguard-home-root
        Find out who deleted it, then deploy rootguard-home with cdk deploy --revert-drift, or with a change set of the deployment mode REVERT_DRIFT: the same template alone changes nothing.
      home-rules: problem: missing: the forwarding rules of this account's own bus
        Find out who deleted it, then deploy rootguard-home with cdk deploy --revert-drift, or with a change set of the deployment mode REVERT_DRIFT: the same template alone changes nothing.
      home-rules: problem: missing: the forwarding rules of this account's own bus
        Find out who deleted it, then deploy rootguard-home with cdk deploy --revert-drift, or with a change set of the deployment mode REVERT_DRIFT: the same template alone changes nothing.
      home-rules: problem: missing: rootguard-watched, the forwarding rules of this account's own bus
        Find out who deleted it, then deploy rootguard-home with cdk deploy --revert-drift, or with a change set of the deployment mode REVERT_DRIFT: the same template alone changes nothing."
    `);
  });

  it('says which key a table has and which is expected', async () => {
    const readTable = async () => readable({ status: 'ACTIVE', keys: ['id', 'at'] });
    expect(await said('tables', { readTable })).toMatchInlineSnapshot(`
      "tables: problem: rootguard-ledger has the key id and at, expected account and at
        Use credentials of the home account, name the tables (--exceptions-table, …), or deploy rootguard-data."
    `);
  });
});

describe('the probe of a root session', () => {
  it("is made in the first active member that is not the caller's account", async () => {
    const deps = givenDoctor();
    await checksOf(deps, undefined);
    expect(deps.probed).toEqual([ACCOUNT]);
  });

  it("is made in the caller's account where it is the only active one", async () => {
    const deps = givenDoctor({
      lister: listing([givenAccount({ state: 'SUSPENDED' }), givenAccount({ id: HOME })]),
    });
    await checksOf(deps, undefined);
    expect(deps.probed).toEqual([HOME]);
  });

  it("is made in the caller's account where the accounts cannot be listed", async () => {
    const deps = givenDoctor({ lister: { listAccounts: refuse } });
    const checks = await checksOf(deps, undefined);
    expect(deps.probed).toEqual([HOME]);
    expect(checks).toContainEqual(expect.objectContaining({ detail: `tried in ${HOME} (this account)` }));
  });

  it('is made in the account that the operator named', async () => {
    const deps = givenDoctor();
    await checksOf(deps, { id: SUSPENDED, name: 'closed' });
    expect(deps.probed).toEqual([SUSPENDED]);
  });

  it('is not made where there is no active member', async () => {
    const deps = givenDoctor({ lister: listing([]) });
    const checks = await checksOf(deps, undefined);
    expect(deps.probed).toEqual([]);
    expect(checks.find(({ id }) => id === 'root-session')?.status).toBe('skipped');
  });

  it('fails when the account cannot be read', async () => {
    const checks = await checksOf(
      givenDoctor({
        auditor: {
          openAuditSession: async () => ({
            type: 'opened',
            session: { ...session, readSummary: async () => unreadable },
          }),
        },
      }),
      undefined,
    );
    expect(checks.find(({ id }) => id === 'root-session')).toMatchObject({ status: 'problem', failure });
  });
});

describe('the check of who may open root sessions', () => {
  const delegationOf = async (changed: Partial<DoctorDependencies>) => {
    const checks = await checksOf(givenDoctor(changed), undefined);
    return checks.find(({ id }) => id === 'delegated-administrator');
  };
  const rootAccess = givenDoctor().rootAccess;
  const notDelegated: AwsFailure = { ...failure, reason: 'not-delegated' };

  it('passes in the management account, whatever is delegated', async () => {
    expect(await delegationOf({ callerAccount: MANAGEMENT })).toMatchObject({ status: 'ok' });
  });

  it('fails in an account that IAM does not accept as a delegated administrator', async () => {
    const readFeatures = async () => ({ type: 'unreadable', failure: notDelegated }) as const;
    expect(await delegationOf({ rootAccess: { ...rootAccess, readFeatures } })).toMatchObject({
      status: 'problem',
      detail: `${HOME} is not a delegated administrator for IAM`,
      advice: `From the management account: rootguard enable --delegate ${HOME}. Or use credentials of an account that is one.`,
      failure: notDelegated,
    });
  });

  it.each([
    [[], 'none'],
    [[ACCOUNT, SUSPENDED], `${ACCOUNT}, ${SUSPENDED}`],
  ])('fails in an account that is not among the delegated administrators %j', async (delegates, named) => {
    const readDelegatedAdministrators = async () => readable(delegates);
    expect(await delegationOf({ rootAccess: { ...rootAccess, readDelegatedAdministrators } })).toMatchObject({
      status: 'problem',
      detail: `${HOME} is not one; delegated administrators for IAM: ${named}`,
    });
  });
});

describe('what only the management account can switch on', () => {
  it('is not among the fixes of another account', async () => {
    const checks = await checksOf(
      givenDoctor({
        rootAccess: {
          readTrustedAccess: async () => readable(false),
          readFeatures: async () => ({ type: 'readable', enabled: [] }),
          readDelegatedAdministrators: async () => readable([HOME]),
        },
      }),
      undefined,
    );
    expect(checks.filter(({ status }) => status === 'problem').map(({ id }) => id)).toEqual([
      'trusted-access',
      'root-credentials-management',
    ]);
    expect(fixesOf(checks)).toEqual([]);
  });
});

describe('a fix', () => {
  const carriedOut = async (fix: Fix, answer: Change = { type: 'changed' }) => {
    const calls: unknown[][] = [];
    const switching =
      (name: string) =>
      async (...args: unknown[]) => {
        calls.push([name, ...args]);
        return answer;
      };
    const returned = await applyFix(
      {
        access: {
          enableTrustedAccess: switching('enable trusted access'),
          enableFeature: switching('enable'),
          disableFeature: switching('disable'),
          registerDelegatedAdministrator: switching('register'),
        },
        rules: {
          enableRule: async (...args) => {
            calls.push(['enable rule', ...args]);
          },
        },
        requestedScopes: {
          request: async (...args) => {
            calls.push(['request', ...args]);
          },
        },
        clock: { now: () => NOW },
      },
      fix,
    );
    return { calls, returned };
  };

  it.each<[Fix, unknown[]]>([
    [{ type: 'root-access', step: { type: 'enable-trusted-access' } }, ['enable trusted access']],
    [
      { type: 'root-access', step: { type: 'enable-feature', feature: 'RootSessions' } },
      ['enable', 'RootSessions'],
    ],
    [{ type: 'enable-rule', bus: 'rootguard', rule: 'r' }, ['enable rule', 'rootguard', 'r']],
    [{ type: 'request-sweep' }, ['request', { type: 'organization' }, NOW]],
  ])('%j is one call', async (fix, call) => {
    expect(await carriedOut(fix)).toEqual({ calls: [call], returned: undefined });
  });

  it('that AWS refuses returns its answer', async () => {
    const fix: Fix = { type: 'root-access', step: { type: 'enable-trusted-access' } };
    expect(await carriedOut(fix, { type: 'refused', failure })).toMatchObject({ returned: failure });
  });
});

describe('a diagnosis', () => {
  it('reads each table and the rules of each bus once, and again for the next one', async () => {
    const { inspector } = givenDoctor();
    const read: string[] = [];
    const counting: typeof inspector = {
      ...inspector,
      readTable: (name) => {
        read.push(`table ${name}`);
        return inspector.readTable(name);
      },
      readRules: (bus, prefix, region) => {
        read.push(`rules of ${bus}${region === undefined ? '' : ` in ${region}`}`);
        return inspector.readRules(bus, prefix, region);
      },
    };
    const doctor = givenDoctor({ inspector: counting });
    await checksOf(doctor, undefined);
    expect(read).toContain('rules of default');
    expect(read).toHaveLength(new Set(read).size);
    const { length } = read;
    await checksOf(doctor, undefined);
    expect(read).toHaveLength(2 * length);
  });
});
