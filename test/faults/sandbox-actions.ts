import fc from 'fast-check';
import type { RootAction } from 'organization-sandbox/control/root-actions.ts';
import type { FaultEffect } from 'organization-sandbox/settings/fault-injector.ts';
import { is } from '../support/history-actions.ts';
import type { SilenceAct } from './sandbox-silence.ts';

/** What can happen to rootguard deployed on the sandbox. Accounts are numbers: their index in the list. */
export type SandboxAction =
  | SilenceAct
  | { readonly type: 'root'; readonly account: number; readonly action: RootAction }
  | { readonly type: 'set-password'; readonly account: number }
  | { readonly type: 'pass'; readonly seconds: number }
  | { readonly type: 'drain' }
  | { readonly type: 'sweep' }
  | { readonly type: 'watch' }
  | {
      readonly type: 'approve';
      readonly account: number;
      readonly kinds: readonly string[];
      readonly hours: number;
    }
  | { readonly type: 'recover'; readonly account: number }
  | { readonly type: 'relock'; readonly account: number }
  | { readonly type: 'state'; readonly account: number; readonly state: 'ACTIVE' | 'SUSPENDED' }
  | { readonly type: 'move'; readonly account: number; readonly inUnit: boolean }
  | { readonly type: 'leave'; readonly account: number }
  /** The first few times that it is described, Organizations does not know it yet. */
  | { readonly type: 'join'; readonly account: number; readonly unknownTimes: number }
  | { readonly type: 'feature'; readonly on: boolean }
  | { readonly type: 'deny'; readonly account: number; readonly actions: readonly string[] }
  | { readonly type: 'observe'; readonly on: boolean }
  | { readonly type: 'fault'; readonly call: string; readonly effect: FaultEffect; readonly times: number }
  | { readonly type: 'blackout'; readonly afterCalls: number; readonly calls: number }
  | { readonly type: 'delivery'; readonly drop: number; readonly twice: number; readonly lateHours: number }
  | { readonly type: 'lag'; readonly seconds: number }
  | { readonly type: 'forge'; readonly account: string };

const CALLS = [
  'sts:AssumeRoot',
  'iam:GetAccountSummary',
  'iam:GetLoginProfile',
  'iam:ListAccessKeys',
  'iam:ListMFADevices',
  'iam:DeleteLoginProfile',
  'iam:DeleteAccessKey',
  'iam:DeleteSigningCertificate',
  'iam:DeactivateMFADevice',
  'organizations:DescribeAccount',
  'organizations:ListAccounts',
  'dynamodb:Query',
  'dynamodb:Query',
  'dynamodb:Query',
  'dynamodb:PutItem',
  'dynamodb:GetItem',
  'sqs:SendMessage',
  'sqs:SendMessageBatch',
  'sqs:ChangeMessageVisibility',
  'sns:Publish',
] as const;

/** Errors that the SDK retries, errors that it does not, a lost answer, and a slow one. */
const effect = fc.oneof(
  fc.constantFrom<FaultEffect>(
    { type: 'error', code: 'Throttling', status: 400, message: 'Rate exceeded' },
    { type: 'error', code: 'ServiceUnavailable', status: 503, message: 'try again' },
    { type: 'error', code: 'AccessDenied', status: 403, message: 'not now' },
    { type: 'error', code: 'AccessDenied', status: 403, message: 'not now' },
    { type: 'error', code: 'AccessDenied', status: 403, message: 'not now' },
    { type: 'error', code: 'ExpiredToken', status: 403, message: 'The security token included is expired' },
    { type: 'drop-response' },
    { type: 'latency', milliseconds: 30 },
  ),
);

type Weighted = fc.WeightedArbitrary<SandboxAction>;

/** The order of the actions decides which histories a seed gives. */
export function sandboxHistory(accounts: number, maxLength: number): fc.Arbitrary<SandboxAction[]> {
  const account = fc.nat(accounts - 1);
  const action = fc.oneof(
    ...credentialAndTimeActions(account),
    ...operatorActions(account),
    ...organizationChanges(account),
    ...deploymentFaults(account),
    ...silence(account),
  );
  return fc.array(action, { minLength: 1, maxLength });
}

function credentialAndTimeActions(account: fc.Arbitrary<number>): Weighted[] {
  const action = fc.constantFrom<RootAction>(
    'create-access-key',
    'enable-mfa',
    'upload-signing-certificate',
    'reset-password',
    'sign-in',
  );
  return [
    { weight: 8, arbitrary: fc.record({ type: is('root'), account, action }) },
    { weight: 5, arbitrary: fc.record({ type: is('set-password'), account }) },
    { weight: 4, arbitrary: fc.record({ type: is('drain') }) },
    { weight: 3, arbitrary: fc.record({ type: is('pass'), seconds: fc.integer({ min: 1, max: 7_200 }) }) },
    { weight: 1, arbitrary: fc.record({ type: is('sweep') }) },
    { weight: 1, arbitrary: fc.record({ type: is('watch') }) },
  ];
}

function operatorActions(account: fc.Arbitrary<number>): Weighted[] {
  const kinds = fc.uniqueArray(
    fc.constantFrom('login-profile', 'access-key', 'signing-certificate', 'mfa-device'),
    { minLength: 1 },
  );
  return [
    {
      weight: 4,
      arbitrary: fc.record({ type: is('approve'), account, kinds, hours: fc.integer({ min: 1, max: 9 }) }),
    },
    { weight: 1, arbitrary: fc.record({ type: is('recover'), account }) },
    { weight: 1, arbitrary: fc.record({ type: is('relock'), account }) },
  ];
}

function organizationChanges(account: fc.Arbitrary<number>): Weighted[] {
  return [
    {
      weight: 1,
      arbitrary: fc.record({ type: is('state'), account, state: fc.constantFrom('ACTIVE', 'SUSPENDED') }),
    },
    { weight: 1, arbitrary: fc.record({ type: is('move'), account, inUnit: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ type: is('leave'), account }) },
    { weight: 1, arbitrary: fc.record({ type: is('join'), account, unknownTimes: fc.nat(2) }) },
    { weight: 1, arbitrary: fc.record({ type: is('feature'), on: fc.boolean() }) },
  ];
}

function silence(account: fc.Arbitrary<number>): Weighted[] {
  return [
    { weight: 2, arbitrary: fc.record({ type: is('mute'), account }) },
    { weight: 1, arbitrary: fc.record({ type: is('unmute'), account }) },
    {
      weight: 1,
      arbitrary: fc.record({
        type: is('trail'),
        logging: fc.boolean(),
        readWrite: fc.constantFrom('All', 'WriteOnly'),
      }),
    },
  ];
}

function deploymentFaults(account: fc.Arbitrary<number>): Weighted[] {
  return [
    {
      weight: 3,
      arbitrary: fc.record({
        type: is('deny'),
        account,
        actions: fc.constantFrom<readonly string[]>(
          [],
          ['iam:Delete*'],
          ['iam:List*'],
          ['iam:DeactivateMFADevice'],
          ['iam:DeleteLoginProfile'],
          ['iam:DeleteLoginProfile'],
        ),
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: is('observe'), on: fc.boolean() }) },
    {
      weight: 6,
      arbitrary: fc.record({
        type: is('fault'),
        call: fc.constantFrom(...CALLS),
        effect,
        times: fc.integer({ min: 1, max: 2 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        type: is('blackout'),
        afterCalls: fc.nat(30),
        calls: fc.integer({ min: 1, max: 8 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        type: is('delivery'),
        drop: fc.nat(4),
        twice: fc.nat(3),
        lateHours: fc.constantFrom(0, 0, 1, 5),
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: is('lag'), seconds: fc.constantFrom(0, 30, 90) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        type: is('forge'),
        account: fc.constantFrom('111111111111', '222222222222', '600000000000', '999999999999'),
      }),
    },
  ];
}
