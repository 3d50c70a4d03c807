import { setTimeout as wait } from 'node:timers/promises';
import type { Place } from './harness.ts';

/** All that has to happen one after the other between an event and the removal of a password. */
export const CRITICAL_PATH = [
  ['organizations:DescribeAccount', 'only a member account is targeted'],
  ['sts:AssumeRoot', 'IAM of another account is reached through a root session'],
  ['iam:GetLoginProfile and the three lists beside it', 'the audit decides, never the event'],
  [
    'dynamodb:Query (exceptions), organizations:DescribeAccount beside it',
    'what is approved is read after the inventory, and nobody who has left is touched',
  ],
  ['dynamodb:UpdateItem (begun)', 'what another run is removing is left to it, so that it is told once'],
  ['dynamodb:PutItem (intent)', 'no removal without an intent before it'],
  ['iam:DeleteLoginProfile', 'the removal'],
] as const;

export const LATENCY_MS = 50;
export const FLOOR_MS = CRITICAL_PATH.length * LATENCY_MS;

/** How far apart the events of the benchmark are: a revert is mostly over when the next one begins. */
const EVERY_MS = 400;

/**
 * Lets somebody create a root password in each of these accounts, and gives how long each of them stood, in
 * milliseconds. The accounts' events are forwarded before the first is created.
 */
export async function timeReverts({ aws }: Place, accounts: readonly string[]): Promise<readonly number[]> {
  await aws('forgetCalls', undefined);
  for (const account of accounts) {
    const next = wait(EVERY_MS);
    await aws('createPassword', account);
    await next;
  }
  await aws('drained', 'triggers');
  const lives = await aws('passwordLives', undefined);
  const stood = lives.flatMap(({ createdAt, deletedAt }) =>
    deletedAt === undefined ? [] : [deletedAt - createdAt],
  );
  if (stood.length !== accounts.length) {
    throw new Error(`${accounts.length - stood.length} of ${accounts.length} passwords were not removed`);
  }
  return stood;
}
