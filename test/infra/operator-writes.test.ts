import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  type UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { createBreaker } from '../../src/aws/dynamodb/breaker.ts';
import { createHeartbeatRecorder } from '../../src/aws/dynamodb/heartbeats.ts';
import { createPostureStore } from '../../src/aws/dynamodb/posture-table.ts';
import { createRequestedScopes } from '../../src/aws/dynamodb/requested-scopes.ts';
import { RESERVED_KEYS } from '../../src/aws/dynamodb/reserved-keys.ts';
import { createSentNotifications } from '../../src/aws/dynamodb/sent-notifications.ts';
import { createSilenceStore } from '../../src/aws/dynamodb/silence.ts';
import { createSweepProgressStore } from '../../src/aws/dynamodb/sweep-progress.ts';
import type { Item, Table } from '../../src/aws/dynamodb/table.ts';
import { parseAccountId } from '../../src/domain/account.ts';
import { REGION } from '../../src/installation/defaults.ts';
import { TABLES } from '../../src/runtime/resources.ts';
import { givenPosture } from '../support/builders.ts';
import { resolve } from './resolution.ts';
import { HOME, type Resource, resourceOf, synthesizeRootguard, templateOf } from './synthesis.ts';

/*
 * Checks the writes of the posture table's adapters against the conditions in the operators' policies and in the listener's role: IAM
 * has to allow what the CLI commands and the listener write, and to deny what only the other functions write.
 */

const NOW = new Date('2026-11-24T12:00:00.000Z');
const ACCOUNT = parseAccountId('333333333333');
const ENVIRONMENT = { account: HOME, region: REGION, partition: 'aws' };
const POSTURE = `arn:aws:dynamodb:${REGION}:${HOME}:table/${TABLES.posture.name}`;

const template = templateOf(synthesizeRootguard().home);

interface Write {
  readonly action: 'dynamodb:PutItem' | 'dynamodb:UpdateItem';
  readonly key: string;
  /** Every attribute that the request names. */
  readonly attributes: readonly string[];
}

/** The last write that the adapter sends if a read returns the stored item. */
async function writeOf(write: (table: Table) => Promise<unknown>, stored?: Item): Promise<Write> {
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
  await write({ client: client as unknown as DynamoDBDocumentClient, name: 'posture' });
  const last = writes.at(-1);
  if (last === undefined) throw new Error('nothing was written');
  return last;
}

/** The condition of the first write is not met. */
function refusingFirst(table: Table): Table {
  let isFirst = true;
  const client = {
    async send(command: UpdateCommand) {
      if (!isFirst) return table.client.send(command);
      isFirst = false;
      throw Object.assign(new Error('not met'), { name: 'ConditionalCheckFailedException' });
    },
  };
  return { ...table, client: client as unknown as DynamoDBDocumentClient };
}

const ENFORCEMENT = { id: 'e', startedAt: NOW, credentials: [], hasEnded: false };

const OPEN = { account: RESERVED_KEYS.breaker, revision: 7, openSince: NOW.toISOString() };
const FULL = { account: RESERVED_KEYS.breaker, revision: 7 };

const WRITES = {
  'the posture of an account': () =>
    writeOf((table) => createPostureStore(table).record(givenPosture(NOW), 1)),
  'the start of an enforcement': () =>
    writeOf((table) => createPostureStore(table).startEnforcement(ACCOUNT, ENFORCEMENT)),
  'the end of an enforcement': () =>
    writeOf((table) => createPostureStore(table).updateEnforcements(ACCOUNT, { closed: ['e'] })),
  'a sent notification': () =>
    writeOf((table) => createSentNotifications(table).recordSent('violation 333333333333', NOW, 60)),
  'the acknowledgement of the breaker': () =>
    writeOf(
      (table) => createBreaker(table).acknowledge(NOW, 'arn:aws:iam::222222222222:role/Operator', NOW),
      OPEN,
    ),
  'the request for the audit of a scope': () =>
    writeOf((table) => createRequestedScopes(table).request({ type: 'organization' }, NOW)),
  'a heartbeat': () =>
    writeOf((table) => createHeartbeatRecorder(table, { now: () => NOW }).recordHeartbeat(ACCOUNT, NOW)),
  'a heartbeat of an earlier audit': () =>
    writeOf((table) =>
      createHeartbeatRecorder(refusingFirst(table), { now: () => NOW }).recordHeartbeat(ACCOUNT, NOW),
    ),
  'that people know an account to be silent': () =>
    writeOf((table) => createSilenceStore(table).markSilenceNotified(ACCOUNT, NOW)),
  'an account counted by the breaker': () =>
    writeOf((table) => createBreaker(table).permit(ACCOUNT, 1, NOW), FULL),
  'the opening of the breaker': () => writeOf((table) => createBreaker(table).permit(ACCOUNT, 0, NOW), FULL),
  'the progress of the sweep': () =>
    writeOf((table) =>
      createSweepProgressStore(table).write({
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

describe('the policy RootguardOperator', () => {
  it.each([
    'the posture of an account',
    'the start of an enforcement',
    'the end of an enforcement',
    'a sent notification',
    'the acknowledgement of the breaker',
    'the request for the audit of a scope',
  ] as const)('allows to write %s', async (what) => {
    expect(isAllowed('RootguardOperator', await WRITES[what]())).toBe(true);
  });

  it.each([
    'an account counted by the breaker',
    'the opening of the breaker',
    'the progress of the sweep',
  ] as const)('denies to write %s', async (what) => {
    expect(isAllowed('RootguardOperator', await WRITES[what]())).toBe(false);
  });
});

describe('the policy RootguardExceptionAdmin', () => {
  it.each(Object.keys(WRITES) as (keyof typeof WRITES)[])(
    'allows to write the request for the audit of a scope and nothing else: %s',
    async (what) => {
      const expected = what === 'the request for the audit of a scope';
      expect(isAllowed('RootguardExceptionAdmin', await WRITES[what]())).toBe(expected);
    },
  );
});

describe('the role of the listener', () => {
  const NEEDED: readonly string[] = [
    'a heartbeat',
    'a heartbeat of an earlier audit',
    'a sent notification',
    'the request for the audit of a scope',
  ];

  it.each(Object.keys(WRITES) as (keyof typeof WRITES)[])(
    'can write what it hears and notifies, and nothing else: %s',
    async (what) => {
      expect(isAllowedBy(listenerStatements(), await WRITES[what]())).toBe(NEEDED.includes(what));
    },
  );

  it('can read which notifications were sent, and nothing else of the posture table', () => {
    const reading = listenerStatements().filter(
      ({ Action, Resource }) =>
        [Resource].flat().includes(POSTURE) && [Action].flat().includes('dynamodb:GetItem'),
    );
    expect(reading.map(({ Condition }) => Condition)).toEqual([
      {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['#announced#*'] },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      },
    ]);
  });
});

function listenerStatements(): readonly Resource[] {
  const { Properties } = resourceOf(template, 'AWS::IAM::Role', ({ Description }) =>
    String(Description).includes('records which accounts are heard'),
  );
  return resolve(template, ENVIRONMENT, Properties.Policies[0].PolicyDocument).Statement;
}

it('has no reserved key with the length of an account id', () => {
  const { sentNotifications, ...fixed } = RESERVED_KEYS;
  for (const key of [...Object.values(fixed), sentNotifications('x')]) expect(key).not.toHaveLength(12);
});

function isAllowed(policy: string, write: Write): boolean {
  const { Properties } = resourceOf(
    template,
    'AWS::IAM::ManagedPolicy',
    ({ ManagedPolicyName }) => ManagedPolicyName === policy,
  );
  const { Statement } = resolve(template, ENVIRONMENT, Properties.PolicyDocument);
  return isAllowedBy(Statement, write);
}

function isAllowedBy(statements: readonly Resource[], { action, key, attributes }: Write): boolean {
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
          isSatisfied(operator, context[name] ?? [], [allowed].flat()),
        ),
      ),
  );
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
function isSatisfied(operator: string, present: readonly string[], allowed: readonly unknown[]): boolean {
  switch (operator) {
    case 'Null':
      return (present.length === 0) === (String(allowed[0]) === 'true');
    case 'StringEqualsIfExists':
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
