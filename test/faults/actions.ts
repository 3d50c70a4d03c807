import fc from 'fast-check';
import { type AccountId, type AccountState, parseAccountId } from '../../src/domain/account.ts';
import type { CredentialKind } from '../../src/domain/credentials.ts';
import type { Mode } from '../../src/domain/policy.ts';
import type { Breaker } from '../../src/guardrail/ports/breaker.ts';
import type { DeploymentRecord } from '../../src/guardrail/ports/deployment-record.ts';
import type { DigestProgressStore, FindingCounter } from '../../src/guardrail/ports/digest-progress.ts';
import type { ExceptionWatch } from '../../src/guardrail/ports/exceptions.ts';
import type { GraceEnds } from '../../src/guardrail/ports/grace-ends.ts';
import type { SilenceStore } from '../../src/guardrail/ports/hearing.ts';
import type { Ledger } from '../../src/guardrail/ports/ledger.ts';
import type { Notifier } from '../../src/guardrail/ports/notifier.ts';
import type { PostureStore } from '../../src/guardrail/ports/posture.ts';
import type { SentNotifications } from '../../src/guardrail/ports/sent-notifications.ts';
import type { SettingsEditor } from '../../src/guardrail/ports/settings.ts';
import type { SweepProgressStore } from '../../src/guardrail/ports/sweep-progress.ts';
import type { SweepQueue, TriggerQueue } from '../../src/guardrail/ports/work-queues.ts';
import { MEMBERS } from '../support/guarded-world.ts';
import { type HearingAct, hearingActOn } from '../support/hearing-acts.ts';
import {
  type Action,
  FALLIBLE_CALLS,
  fault,
  forgeryOn,
  is,
  kind,
  ordinaryActionOn,
} from '../support/history-actions.ts';

/** What people do, between the runs of a consumer or during one. */
export type PersonAction =
  | { readonly type: 'make'; readonly account: AccountId; readonly kind: CredentialKind }
  | { readonly type: 'unmake'; readonly account: AccountId; readonly index: number }
  /** Approves one of the credentials that are there, by its id. */
  | {
      readonly type: 'approve-one';
      readonly account: AccountId;
      readonly index: number;
      readonly seconds: number;
    }
  | { readonly type: 'revoke'; readonly index: number }
  | { readonly type: 'recover'; readonly account: AccountId; readonly seconds: number }
  | { readonly type: 'relock'; readonly account: AccountId; readonly clockSeconds: number }
  | { readonly type: 'enforce'; readonly account: AccountId; readonly clockSeconds: number }
  | { readonly type: 'acknowledge' }
  /** By the command. */
  | { readonly type: 'set-mode'; readonly account: AccountId | undefined; readonly mode: Mode }
  /** By hand, in the table. */
  | { readonly type: 'edit-settings'; readonly to: SettingsEdit }
  | { readonly type: 'state'; readonly account: AccountId; readonly state: AccountState }
  | { readonly type: 'move'; readonly account: AccountId; readonly to: (typeof UNITS)[number] }
  | { readonly type: 'leave'; readonly account: AccountId }
  | {
      readonly type: 'join';
      readonly account: AccountId;
      readonly kinds: readonly CredentialKind[];
      /** For how long Organizations does not know it yet. */
      readonly lagSeconds: number;
    };

export type SettingsEdit = Mode | 'malformed' | 'deleted';

/** Runs of rootguard that overlap with each other and with people. */
export type Run =
  | { readonly type: 'deliver'; readonly index: number; readonly crashAfter: number | undefined }
  | { readonly type: 'look'; readonly account: AccountId; readonly crashAfter: number | undefined }
  | { readonly type: 'watch'; readonly crashAfter: number | undefined }
  | { readonly type: 'wait'; readonly seconds: number }
  | PersonAction;

export type FaultyAction =
  | Action
  | PersonAction
  | HearingAct
  | { readonly type: 'hours'; readonly hours: number }
  | { readonly type: 'batch'; readonly account: AccountId }
  | { readonly type: 'watch' }
  /** Its messages wait, and their copies of the accounts become outdated. */
  | { readonly type: 'sweep-later' }
  | { readonly type: 'together'; readonly runs: readonly Run[]; readonly picks: readonly number[] }
  | { readonly type: 'mode'; readonly account: AccountId | undefined; readonly mode: Mode }
  | { readonly type: 'feature'; readonly on: boolean }
  | { readonly type: 'grace'; readonly hours: number }
  | { readonly type: 'trusted-access'; readonly on: boolean }
  | { readonly type: 'deny'; readonly account: AccountId; readonly call: string; readonly on: boolean }
  | { readonly type: 'outage'; readonly calls: readonly string[]; readonly times: number }
  | { readonly type: 'lose-answers'; readonly call: string; readonly times: number }
  | { readonly type: 'malform'; readonly scope: string }
  | { readonly type: 'approve-unit'; readonly kind: CredentialKind; readonly seconds: number };

/** By how much the clock of the operator's machine is ahead. */
const clockSeconds = fc.constantFrom(0, 0, 600, -90);

export const UNITS = ['root', 'ou-sbox-work0001', 'ou-sbox-prod0001'] as const;

type Methods<Name extends string, Port> = `${Name}.${Extract<keyof Port, string>}`;

/** As `test/support/memory` logs them and `FaultyWorld` loses their answers; a method that is renamed does not compile. */
type ThrowingCall =
  | Methods<'ledger', Ledger>
  | Methods<'posture', PostureStore>
  | Methods<'posture', SilenceStore>
  | Methods<'sentNotifications', SentNotifications>
  | Methods<'notifier', Notifier>
  | Methods<'breaker', Breaker>
  | Methods<'triggerQueue', TriggerQueue>
  | Methods<'sweepQueue', SweepQueue>
  | Methods<'sweepProgress', SweepProgressStore>
  | Methods<'graceEnds', GraceEnds>
  | Methods<'findings', FindingCounter>
  | Methods<'digestProgress', DigestProgressStore>
  | Methods<'deploymentRecord', DeploymentRecord>
  | Methods<'settings', SettingsEditor>
  | Methods<'exceptions', ExceptionWatch>;

/** Ports that throw when AWS does not answer after all retries of the SDK. */
export const THROWING_CALLS = [
  'ledger.append',
  'posture.read',
  'posture.reserveRevision',
  'posture.startEnforcement',
  'posture.record',
  'posture.updateEnforcements',
  'sentNotifications.wasSent',
  'sentNotifications.recordSent',
  'notifier.publish',
  'breaker.permit',
  'triggerQueue.requestAudit',
  'sweepQueue.send',
  'sweepProgress.read',
  'graceEnds.note',
  'graceEnds.isNoted',
  'graceEnds.read',
  'graceEnds.clear',
  'sweepProgress.write',
  'exceptions.scan',
  'exceptions.markProcessed',
  'findings.count',
  'digestProgress.read',
  'digestProgress.write',
  'posture.readAll',
  'posture.readHearingProgress',
  'posture.writeHearingProgress',
  'posture.markSilenceNotified',
  'deploymentRecord.read',
  'deploymentRecord.write',
  'settings.readToReplace',
  'settings.write',
] as const satisfies readonly ThrowingCall[];

const TABLES = [
  ...THROWING_CALLS.filter((call) => !/Queue|notifier/.test(call)),
  'dynamodb:Query',
  'dynamodb:GetItem',
];

const OUTAGES: readonly (readonly string[])[] = [
  TABLES,
  ['dynamodb:GetItem'],
  ['notifier.publish'],
  ['triggerQueue.requestAudit', 'sweepQueue.send'],
  ['sts:AssumeRoot'],
  ['organizations:DescribeAccount', 'organizations:ListAccounts'],
  FALLIBLE_CALLS.filter((call) => call.startsWith('iam:')),
];

const LOSABLE_CALLS = [...THROWING_CALLS.filter((call) => !/read|scan|was/.test(call)), 'iam:remove'];

/** This many members: `MEMBERS` first. */
export function membersOf(size: number): readonly AccountId[] {
  const others = Array.from({ length: Math.max(0, size - MEMBERS.length) }, (_, index) =>
    parseAccountId(String(600_000_000_000 + index)),
  );
  return [...MEMBERS, ...others].slice(0, size);
}

export function faultyHistory(
  members: readonly AccountId[],
  maxLength: number,
): fc.Arbitrary<FaultyAction[]> {
  return fc.array(
    fc.oneof(
      { weight: 8, arbitrary: ordinaryActionOn(members) },
      { weight: 1, arbitrary: forgeryOn(members) },
      { weight: 3, arbitrary: fault },
      { weight: 5, arbitrary: personActionOn(members) },
      { weight: 5, arbitrary: overlapOn(members) },
      { weight: 6, arbitrary: environmentChangeOn(members) },
      { weight: 3, arbitrary: hearingActOn(members) },
    ),
    { minLength: 1, maxLength, size: 'max' },
  );
}

function personActionOn(members: readonly AccountId[]): fc.Arbitrary<PersonAction> {
  const account = fc.constantFrom(...members);
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ type: is('make'), account, kind }) },
    fc.record({ type: is('unmake'), account, index: fc.nat(7) }),
    fc.record({
      type: is('approve-one'),
      account,
      index: fc.nat(7),
      seconds: fc.integer({ min: 60, max: 200_000 }),
    }),
    fc.record({ type: is('revoke'), index: fc.nat(7) }),
    fc.record({ type: is('recover'), account, seconds: fc.integer({ min: 900, max: 20_000 }) }),
    fc.record({ type: is('relock'), account, clockSeconds }),
    fc.record({ type: is('enforce'), account, clockSeconds }),
    fc.record({ type: is('acknowledge') }),
    {
      weight: 3,
      arbitrary: fc.record({
        type: is('set-mode'),
        account: fc.option(account, { nil: undefined }),
        mode: fc.constantFrom<Mode>('enforce', 'enforce', 'observe'),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        type: is('edit-settings'),
        to: fc.constantFrom<SettingsEdit>('enforce', 'enforce', 'observe', 'malformed', 'deleted'),
      }),
    },
    fc.record({
      type: is('state'),
      account,
      state: fc.constantFrom<AccountState>('ACTIVE', 'ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE'),
    }),
    { weight: 2, arbitrary: fc.record({ type: is('move'), account, to: fc.constantFrom(...UNITS) }) },
    fc.record({ type: is('leave'), account }),
    fc.record({
      type: is('join'),
      account,
      kinds: fc.uniqueArray(kind),
      lagSeconds: fc.constantFrom(0, 0, 20, 300),
    }),
  );
}

function overlapOn(members: readonly AccountId[]): fc.Arbitrary<FaultyAction> {
  const account = fc.constantFrom(...members);
  const crashAfter = fc.option(fc.nat(25), { nil: undefined, freq: 2 });
  const run: fc.Arbitrary<Run> = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ type: is('deliver'), index: fc.nat(7), crashAfter }),
    },
    { weight: 3, arbitrary: fc.record({ type: is('look'), account, crashAfter }) },
    { weight: 1, arbitrary: fc.record({ type: is('watch'), crashAfter }) },
    {
      weight: 1,
      arbitrary: fc.record({
        type: is('wait'),
        seconds: fc.integer({ min: 1, max: 1_000 }),
      }),
    },
    { weight: 3, arbitrary: personActionOn(members) },
  );
  return fc.record({
    type: is('together'),
    runs: fc.array(run, { minLength: 2, maxLength: 3 }),
    picks: fc.array(fc.nat(2), { maxLength: 40 }),
  });
}

function environmentChangeOn(members: readonly AccountId[]): fc.Arbitrary<FaultyAction> {
  const account = fc.constantFrom(...members);
  const mode = fc.constantFrom<Mode>('enforce', 'observe');
  return fc.oneof(
    fc.record({ type: is('hours'), hours: fc.integer({ min: 1, max: 30 }) }),
    fc.record({ type: is('batch'), account }),
    fc.record({ type: is('watch') }),
    fc.record({ type: is('sweep-later') }),
    fc.record({ type: is('mode'), account: fc.option(account, { nil: undefined }), mode }),
    fc.record({ type: is('grace'), hours: fc.constantFrom(0, 1, 24) }),
    fc.record({ type: is('feature'), on: fc.boolean() }),
    fc.record({ type: is('trusted-access'), on: fc.boolean() }),
    fc.record({
      type: is('deny'),
      account,
      call: fc.constantFrom(...FALLIBLE_CALLS.filter((call) => call.startsWith('iam:'))),
      on: fc.boolean(),
    }),
    fc.record({
      type: is('outage'),
      calls: fc.constantFrom(...OUTAGES),
      times: fc.integer({ min: 1, max: 4 }),
    }),
    fc.record({
      type: is('lose-answers'),
      call: fc.constantFrom(...LOSABLE_CALLS),
      times: fc.integer({ min: 1, max: 3 }),
    }),
    fc.record({
      type: is('malform'),
      scope: fc.constantFrom(...members.map((id) => `account#${id}`), 'organization', `ou#${UNITS[1]}`),
    }),
    {
      weight: 2,
      arbitrary: fc.record({ type: is('approve-unit'), kind, seconds: fc.integer({ min: 1, max: 20_000 }) }),
    },
  );
}
