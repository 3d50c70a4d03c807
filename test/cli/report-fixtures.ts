import {
  type OrganizationalUnitId,
  parseAccountId,
  parseOrganizationalUnitId,
} from '../../src/domain/account.ts';
import type { Coverage } from '../../src/domain/coverage.ts';
import type { CredentialKind } from '../../src/domain/credentials.ts';
import { type Exception, newExceptionId } from '../../src/domain/exception.ts';
import type { RecordedCanaryRun } from '../../src/guardrail/report/canary-history.ts';
import {
  managementAccount,
  type OrganizationReport,
  type ReportedAccount,
  type ReportedCredential,
} from '../../src/guardrail/report/organization-report.ts';
import type { RemovalRecord } from '../../src/guardrail/report/removal-history.ts';
import { givenAccount, givenCredential, givenException } from '../support/builders.ts';

export const GENERATED_AT = new Date('2026-11-24T12:00:00Z');

export const daysAgo = (days: number): Date => new Date(GENERATED_AT.getTime() - days * 24 * 3600 * 1000);

const WORKLOADS = parseOrganizationalUnitId('ou-sbox-work0001');
const PRODUCTION = parseOrganizationalUnitId('ou-sbox-prod0001');

/** A name that would break out of the page if it could. */
export const HOSTILE_NAME = `<script>alert("x")</script><img src=//evil.example/a.png onerror='x'> & co`;

function reported(
  id: string,
  name: string,
  fields: Partial<ReportedAccount> & { readonly units?: readonly OrganizationalUnitId[] },
): ReportedAccount {
  const { units = [], ...rest } = fields;
  return {
    account: givenAccount({ id, name, organizationalUnits: units }),
    state: 'compliant',
    credentials: [],
    failure: undefined,
    auditedAt: daysAgo(0.3),
    ...rest,
  };
}

function has(kind: CredentialKind, fields: Partial<ReportedCredential> = {}): ReportedCredential {
  return {
    credential: givenCredential(kind),
    result: 'withheld',
    reason: 'observe-mode',
    exceptionId: undefined,
    ...fields,
  };
}

function removal(days: number, milliseconds: number | undefined, ...kinds: CredentialKind[]): RemovalRecord {
  return {
    account: parseAccountId('300000000001'),
    at: daysAgo(days),
    credentials: kinds.map((kind) => givenCredential(kind)),
    eventName: milliseconds === undefined ? undefined : 'CreateAccessKey',
    milliseconds,
  };
}

/** As many accounts as a large organization has; one in twenty violates. */
export function givenLargeReport(accounts = 1_000): OrganizationReport {
  const all = Array.from({ length: accounts }, (_, at) => {
    const id = String(300_000_000_000 + at);
    const violates = at % 20 === 0;
    return reported(id, `team-${at}-production-workload`, {
      units: [at % 2 === 0 ? WORKLOADS : PRODUCTION],
      ...(violates && { state: 'violating', credentials: [has('login-profile'), has('mfa-device')] }),
    });
  });
  return { ...givenReport(), accounts: all };
}

/** An organization with an account in every state, and one of everything else that the report shows. */
export function givenReport(): OrganizationReport {
  return {
    organizationId: 'o-sandbox0001',
    generatedAt: GENERATED_AT,
    source: 'posture',
    staleAfterHours: 48,
    isDeployed: true,
    accounts: accountsInEveryState(),
    unitNames: new Map([[WORKLOADS, 'workloads']]),
    exceptions: exceptionsWithEveryEnd(),
    malformedExceptions: [
      { scope: 'account#12', id: 'typo', issues: ['scope: must be account#<12 digits>'] },
    ],
    removals: {
      since: daysAgo(30),
      until: GENERATED_AT,
      removals: fastAndSlowRemovals(),
    },
    canaryRuns: [
      canaryRun({ at: daysAgo(0.1), result: 'completed', totalMs: 7_400 }),
      canaryRun({ at: daysAgo(0.35), result: 'incomplete', totalMs: 300_000, missing: ['notification'] }),
      canaryRun({ at: daysAgo(0.6), result: 'refused', refusal: 'canary-has-exceptions' }),
    ],
    managementRoot: {
      account: parseAccountId('111111111111'),
      readAt: daysAgo(0.2),
      state: 'exposed',
      present: ['login-profile', 'access-key'],
      exposures: ['no-mfa', 'access-key'],
    },
    malformedEntries: [],
    breaker: { type: 'open', since: daysAgo(0.1) },
    modes: { mode: 'enforce', overrides: 1, at: daysAgo(0.2) },
    coverage: givenCoverage(),
  };
}

function canaryRun(
  facts: Pick<RecordedCanaryRun, 'at' | 'result'> & Partial<RecordedCanaryRun>,
): RecordedCanaryRun {
  const account = parseAccountId('300000000100');
  const runId = facts.at.toISOString();
  return { account, runId, totalMs: undefined, missing: [], refusal: undefined, ...facts };
}

function givenCoverage(): Coverage {
  return {
    accounts: 19,
    audited: 17,
    heard: 16,
    auditedAndHeard: 15,
    notAudited: [parseAccountId('300000000003'), parseAccountId('300000000004')],
    awaiting: [parseAccountId('300000000004')],
    silent: [parseAccountId('300000000001')],
    uncovered: [parseAccountId('300000000002')],
    oldestAuditSeconds: 3 * 86_400,
    oldestUnresolvedTriggerSeconds: undefined,
    canaryAgeSeconds: 7_200,
    lostEvents: 2,
    maxAuditAgeHours: 30,
  };
}

function accountsInEveryState(): readonly ReportedAccount[] {
  const compliant = Array.from({ length: 14 }, (_, index) =>
    reported(`3000000001${String(index).padStart(2, '0')}`, `team-${index}`, { units: [WORKLOADS] }),
  );
  return [
    managementAccount(parseAccountId('111111111111'), 'the-payer'),
    reported('300000000001', 'payments', {
      units: [WORKLOADS, PRODUCTION],
      state: 'violating',
      credentials: [
        has('login-profile'),
        has('access-key', { result: 'failed', reason: 'unapproved' }),
        has('mfa-device', { result: 'withheld', reason: 'password-stays' }),
      ],
    }),
    reported('300000000002', HOSTILE_NAME, {
      state: 'violating',
      credentials: [has('signing-certificate', { result: 'withheld', reason: 'unapproved' })],
    }),
    reported('300000000003', 'legacy', {
      state: 'unknown',
      failure: {
        reason: 'denied-by-scp',
        call: 'iam:GetAccountSummary',
        code: 'AccessDenied',
        message:
          'User: arn:aws:iam::300000000003:root is not authorized with an explicit deny in a service control policy',
        requestId: '0b4f6d2e-4a3c-4f0e-9a52-9e2f6d3c1b7a',
      },
      auditedAt: daysAgo(3),
    }),
    reported('300000000004', 'just-joined', { units: [WORKLOADS], state: 'unknown', auditedAt: undefined }),
    reported('300000000005', 'break-glass', {
      units: [WORKLOADS, PRODUCTION],
      state: 'excepted',
      credentials: [
        has('login-profile', { result: 'kept', reason: 'excepted', exceptionId: newExceptionId('soon') }),
      ],
    }),
    reported('300000000006', 'closed', { state: 'skipped', auditedAt: undefined }),
    ...compliant,
  ];
}

function exceptionsWithEveryEnd(): readonly Exception[] {
  return [
    givenException({
      id: 'soon',
      createdAt: '2026-11-19T08:00:00Z',
      scope: 'account#300000000005',
      credentials: ['login-profile', 'mfa-device'],
      expiresAt: '2026-11-26T12:00:00Z',
      ticket: 'SEC-7',
    }),
    givenException({ id: 'later', scope: `ou#${WORKLOADS}`, expiresAt: '2027-03-01T00:00:00Z' }),
    givenException({
      id: 'forever',
      scope: 'organization',
      credentials: ['mfa-device'],
      credentialIds: ['arn:aws:iam::300000000005:mfa/root-account-mfa-device'],
      expiresAt: undefined,
      permanent: true,
    }),
  ];
}

/** Also one that no event led to. */
function fastAndSlowRemovals(): readonly RemovalRecord[] {
  return [
    removal(26, 8_400, 'access-key'),
    removal(19, 5_200, 'login-profile', 'mfa-device'),
    removal(
      18.8,
      undefined,
      'access-key',
      'signing-certificate',
      'login-profile',
      'mfa-device',
      'access-key',
    ),
    removal(7, 6_100, 'access-key'),
    removal(6.9, 130_000, 'access-key', 'access-key'),
    removal(0.1, 4_700, 'login-profile'),
  ];
}
