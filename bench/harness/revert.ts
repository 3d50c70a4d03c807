import { setTimeout as wait } from 'node:timers/promises';
import type { Harness } from './harness.ts';

/** The calls that have to follow each other between an event and the removal of a password. */
export const CRITICAL_PATH = [
  ['organizations:DescribeAccount', 'only a member account is targeted'],
  ['sts:AssumeRoot', 'IAM of another account is reached through a root session'],
  ['iam:GetLoginProfile and the three lists beside it', 'the audit decides, never the event'],
  [
    'dynamodb:Query (exceptions), organizations:DescribeAccount beside it',
    'what is approved is read after the inventory, and no account that has left is changed',
  ],
  [
    'dynamodb:UpdateItem (started)',
    'what another run is removing is skipped, so that one notification is sent',
  ],
  ['dynamodb:PutItem (intent)', 'no removal without an intent before it'],
  ['iam:DeleteLoginProfile', 'the removal'],
] as const;

export const LATENCY_MS = 50;
export const FLOOR_MS = CRITICAL_PATH.length * LATENCY_MS;

/** Interval between the events: a revert is mostly over when the next one starts. */
const INTERVAL_MS = 400;

/**
 * Creates a root password in each of these accounts, and returns how long each existed, in
 * milliseconds. The accounts' events are forwarded before the first is created.
 */
export async function timeReverts({ aws }: Harness, accounts: readonly string[]): Promise<readonly number[]> {
  await aws('forgetCalls', undefined);
  for (const account of accounts) {
    const next = wait(INTERVAL_MS);
    await aws('createPassword', account);
    await next;
  }
  await aws('drained', 'triggers');
  const lifetimes = await aws('passwordLifetimes', undefined);
  const lifetimesMs = lifetimes.flatMap(({ createdAt, deletedAt }) =>
    deletedAt === undefined ? [] : [deletedAt - createdAt],
  );
  if (lifetimesMs.length !== accounts.length) {
    throw new Error(
      `${accounts.length - lifetimesMs.length} of ${accounts.length} passwords were not removed`,
    );
  }
  return lifetimesMs;
}
