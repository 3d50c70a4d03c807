import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  type UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { createBreaker } from '../../src/aws/dynamodb/breaker.ts';
import { createPostureStore } from '../../src/aws/dynamodb/posture-table.ts';
import { RESERVED_KEYS } from '../../src/aws/dynamodb/reserved-keys.ts';
import { createSentNotifications } from '../../src/aws/dynamodb/sent-notifications.ts';
import { createSweepState } from '../../src/aws/dynamodb/sweep-state.ts';
import type { Item, Table } from '../../src/aws/dynamodb/table.ts';
import { parseAccountId } from '../../src/domain/account.ts';
import { REGION, TABLES } from '../../src/runtime/resources.ts';
import { givenPosture } from '../support/builders.ts';
import { resolve } from './resolution.ts';
import { HOME, type Resource, resourceOf, synthesizeRootguard, templateOf } from './synthesis.ts';

/*
 * What the adapters of the posture table send, held against the conditions in a person's policy: IAM has to let through
 * what the commands do, and to refuse what only the functions do.
 */

const NOW = new Date('2026-11-24T12:00:00.000Z');
const ACCOUNT = parseAccountId('333333333333');
const POSTURE = `arn:aws:dynamodb:${REGION}:${HOME}:table/${TABLES.posture.name}`;

const template = templateOf(synthesizeRootguard().home);

interface Write {
  readonly action: 'dynamodb:PutItem' | 'dynamodb:UpdateItem';
  readonly key: string;
  /** Every attribute that the request names. */
  readonly attributes: readonly string[];
}

/** The last write that the adapter sends, when a read finds the item. */
async function writeOf(act: (table: Table) => Promise<unknown>, stored?: Item): Promise<Write> {
  const writes: Write[] = [];
  const client = {
    async send(command: GetCommand | PutCommand | UpdateCommand) {
      if (command instanceof GetCommand) return { Item: stored };
      const input: Resource = command.input;
      const item: Item = input.Item ?? input.Key;
      writes.push({
        action: command instanceof PutCommand ? 'dynamodb:PutItem' : 'dynamodb:UpdateItem',
        key: String(item[TABLES.posture.partitionKey]),
        attributes: [...Object.keys(item), ...Object.values<string>(input.ExpressionAttributeNames ?? {})],
      });
      return { Attributes: { account: ACCOUNT, drawnRevision: 1 } };
    },
  };
  await act({ client: client as unknown as DynamoDBDocumentClient, name: 'posture' });
  const last = writes.at(-1);
  if (last === undefined) throw new Error('nothing was written');
  return last;
}

const ENFORCEMENT = { id: 'e', startedAt: NOW, credentials: [], hasEnded: false };

const OPEN = { account: RESERVED_KEYS.breaker, revision: 7, openSince: NOW.toISOString() };
const FULL = { account: RESERVED_KEYS.breaker, revision: 7 };

const WRITES = {
  'what became of an account': () =>
    writeOf((table) => createPostureStore(table).record(givenPosture(NOW), 1)),
  'that an enforcement has begun': () =>
    writeOf((table) => createPostureStore(table).startEnforcement(ACCOUNT, ENFORCEMENT)),
  'that an enforcement is over': () =>
    writeOf((table) => createPostureStore(table).updateEnforcements(ACCOUNT, { closed: ['e'] })),
  'that a notification was sent': () =>
    writeOf((table) => createSentNotifications(table).recordSent('violation 333333333333', NOW, 60)),
  'that the breaker was acknowledged': () =>
    writeOf(
      (table) => createBreaker(table).acknowledge(NOW, 'arn:aws:iam::222222222222:role/Operator', NOW),
      OPEN,
    ),
  'that a scope is to be audited': () =>
    writeOf((table) => createSweepState(table).requestScope({ type: 'organization' }, NOW)),
  'that an account lost credentials within the hour': () =>
    writeOf((table) => createBreaker(table).permit(ACCOUNT, 1, NOW), FULL),
  'that the breaker is open': () => writeOf((table) => createBreaker(table).permit(ACCOUNT, 0, NOW), FULL),
  'how far the sweep is': () =>
    writeOf((table) =>
      createSweepState(table).write({
        sweepId: 'S1',
        startedAt: NOW,
        previousStartedAt: undefined,
        next: undefined,
        accountsQueued: 0,
        finishedAt: NOW,
        leasedUntil: NOW,
        revision: 1,
      }),
    ),
};

describe('with RootguardOperator somebody', () => {
  it.each([
    'what became of an account',
    'that an enforcement has begun',
    'that an enforcement is over',
    'that a notification was sent',
    'that the breaker was acknowledged',
    'that a scope is to be audited',
  ] as const)('can write %s', async (what) => {
    expect(isAllowed('RootguardOperator', await WRITES[what]())).toBe(true);
  });

  it.each([
    'that an account lost credentials within the hour',
    'that the breaker is open',
    'how far the sweep is',
  ] as const)('cannot write %s', async (what) => {
    expect(isAllowed('RootguardOperator', await WRITES[what]())).toBe(false);
  });
});

describe('with RootguardExceptionAdmin somebody', () => {
  it.each(Object.keys(WRITES) as (keyof typeof WRITES)[])(
    'can write that a scope is to be audited, and not: %s',
    async (what) => {
      const expected = what === 'that a scope is to be audited';
      expect(isAllowed('RootguardExceptionAdmin', await WRITES[what]())).toBe(expected);
    },
  );
});

it('no reserved key is as long as an account id', () => {
  const { sentNotifications, ...fixed } = RESERVED_KEYS;
  for (const key of [...Object.values(fixed), sentNotifications('x')]) expect(key).not.toHaveLength(12);
});

function isAllowed(policy: string, { action, key, attributes }: Write): boolean {
  const { Properties } = resourceOf(
    template,
    'AWS::IAM::ManagedPolicy',
    ({ ManagedPolicyName }) => ManagedPolicyName === policy,
  );
  const place = { account: HOME, region: REGION, partition: 'aws' };
  const statements: readonly Resource[] = resolve(template, place, Properties.PolicyDocument).Statement;
  const context: Readonly<Record<string, readonly string[]>> = {
    'dynamodb:LeadingKeys': [key],
    'dynamodb:Attributes': attributes,
  };
  return statements.some(
    ({ Action, Resource, Condition = {} }) =>
      [Action].flat().includes(action) &&
      [Resource].flat().includes(POSTURE) &&
      Object.entries<Record<string, unknown>>(Condition).every(([operator, keys]) =>
        Object.entries(keys).every(([name, allowed]) =>
          holds(operator, context[name] ?? [], [allowed].flat()),
        ),
      ),
  );
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
function holds(operator: string, present: readonly string[], allowed: readonly unknown[]): boolean {
  switch (operator) {
    case 'Null':
      return (present.length === 0) === (String(allowed[0]) === 'true');
    case 'ForAllValues:StringEquals':
      return present.every((value) => allowed.includes(value));
    case 'ForAllValues:StringLike':
      return present.every((value) => allowed.some((pattern) => isLike(value, String(pattern))));
    default:
      throw new Error(`the test does not know ${operator}`);
  }
}

function isLike(value: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(value);
}
