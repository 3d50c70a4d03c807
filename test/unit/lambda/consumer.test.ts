import type { SQSRecord } from 'aws-lambda';
import { describe, expect, it, vi } from 'vitest';
import { type AccountId, parseAccountId } from '../../../src/domain/account.ts';
import { writeAuditRequest, writeSweepItem } from '../../../src/events/own-messages.ts';
import { type ConsumerDependencies, createConsumer } from '../../../src/lambda/consumer.ts';
import { QUEUES } from '../../../src/runtime/resources.ts';
import { givenAccount, givenCredential, givenEvent, givenPolicy } from '../../support/builders.ts';
import { createMemoryWorld } from '../../support/memory/world.ts';

const ONE = parseAccountId('333333333333');
const TWO = parseAccountId('444444444444');
const FAR_AWAY = { awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => 120_000 };

function givenConsumer(overrides: Partial<ConsumerDependencies> = {}) {
  const world = createMemoryWorld();
  for (const id of [ONE, TWO]) world.organization.setAccount(givenAccount({ id }), []);
  let flushed = 0;
  const consume = createConsumer({
    ...world,
    managementAccountId: world.organization.managementAccountId,
    homeAccountId: parseAccountId('222222222222'),
    initialPolicy: givenPolicy(),
    backoff: { triggers: world.messageBackoff, later: world.messageBackoff, sweep: world.messageBackoff },
    queueNames: { later: 'rootguard-later', sweep: 'rootguard-sweep' },
    lowPriorityRemover: world.remover,
    concurrency: 2,
    flushMetrics: () => {
      flushed += 1;
    },
    ...overrides,
  });
  const failed = async (records: readonly SQSRecord[], context = FAR_AWAY) =>
    (await consume({ Records: [...records] }, context)).batchItemFailures.map((one) => one.itemIdentifier);
  const audits = (account: AccountId) =>
    world.log.calls.filter((call) => call.name === 'sts:AssumeRoot' && call.account === account).length;
  const events = () => world.telemetry.logged.map(({ event }) => event);
  return { world, failed, audits, events, flushed: () => flushed };
}

/** Timers that go off when the test fires them. */
function givenTimers() {
  const set = new Map<object, { readonly milliseconds: number; readonly act: () => void }>();
  return {
    setTimer: (milliseconds: number, act: () => void) => {
      const timer = { cancel: () => void set.delete(timer) };
      set.set(timer, { milliseconds, act });
      return timer;
    },
    pending: () => [...set.values()].map(({ milliseconds }) => milliseconds),
    fire: () => {
      for (const { act } of set.values()) act();
    },
  };
}

let made = 0;

function givenRecord(
  body: string,
  { queue = 'rootguard-triggers', receiveCount = 1, sentAt = new Date('2026-11-24T12:00:00Z') } = {},
): SQSRecord {
  made += 1;
  return {
    messageId: `message-${made}`,
    receiptHandle: `receipt-${made}`,
    body,
    attributes: {
      ApproximateReceiveCount: String(receiveCount),
      SentTimestamp: String(sentAt.getTime()),
      SenderId: '222222222222',
      ApproximateFirstReceiveTimestamp: String(sentAt.getTime()),
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:us-east-1:222222222222:${queue}`,
    awsRegion: 'us-east-1',
  };
}

function givenRequestRecord(account: AccountId, options: Parameters<typeof givenRecord>[1] = {}): SQSRecord {
  const requestedAt = new Date('2026-11-24T12:00:00Z');
  return givenRecord(writeAuditRequest({ account, why: 'operator', requestedAt, event: undefined }), options);
}

function givenStreamRecord(scope: string): SQSRecord {
  return givenRecord(
    JSON.stringify({
      eventSource: 'aws:dynamodb',
      eventName: 'INSERT',
      dynamodb: { Keys: { scope: { S: scope }, id: { S: 'break-glass' } } },
    }),
  );
}

describe('an event of the root user of the management account', () => {
  it('is recorded as rejected and notified once an hour, and no session is opened there', async () => {
    const { world, failed, audits } = givenConsumer();
    const { managementAccountId } = world.organization;
    const detail = {
      eventName: 'ConsoleLogin',
      eventTime: '2026-11-24T12:00:00Z',
      eventID: 'event-1',
      userIdentity: { type: 'Root' },
    };
    const body = JSON.stringify({ source: 'aws.signin', account: managementAccountId, detail });
    expect(await failed([givenRecord(body)])).toEqual([]);
    expect(await failed([givenRecord(body)])).toEqual([]);
    expect(world.notifier.published).toMatchObject([
      { key: 'management-root-used', account: managementAccountId },
    ]);
    const rejected = world.ledger.entries.filter(({ type }) => type === 'rejected');
    expect(rejected).toMatchObject([{ reason: 'management-account' }, { reason: 'management-account' }]);
    expect(audits(managementAccountId)).toBe(0);
  });
});

describe('the delay of an event', () => {
  const happenedAt = new Date('2026-11-24T12:00:00Z');
  const event = (fields: object = {}) =>
    JSON.stringify({
      source: 'aws.iam',
      account: ONE,
      detail: {
        eventName: 'CreateAccessKey',
        eventTime: happenedAt.toISOString(),
        eventID: 'event-1',
        userIdentity: { type: 'Root' },
      },
      ...fields,
    });
  const secondsLater = (seconds: number) => ({ sentAt: new Date(happenedAt.getTime() + seconds * 1000) });

  const processed = ({ telemetry }: ReturnType<typeof givenConsumer>['world']) =>
    telemetry.logged.flatMap(({ event, fields }) => (event === 'message-processed' ? [fields] : []));

  it('is measured once for each event that reaches the queue', async () => {
    const { failed, world } = givenConsumer();
    await failed([givenRecord(event(), secondsLater(7)), givenRecord(event(), secondsLater(3))]);
    expect(world.telemetry.values('EventDelaySeconds')).toEqual([7, 3]);
  });

  it('is not measured again for a message that is delivered again or comes back from the dead-letter queue', async () => {
    const { failed, world } = givenConsumer();
    const resent = {
      ...givenRecord(event(), secondsLater(7_200)),
      messageAttributes: {
        firstSentAt: { stringValue: secondsLater(7).sentAt.toISOString(), dataType: 'String' },
      },
    };
    await failed([givenRecord(event(), { ...secondsLater(7), receiveCount: 2 }), resent]);
    expect(world.telemetry.values('EventDelaySeconds')).toEqual([]);
    expect(processed(world)[0]).not.toHaveProperty('lateEvents');
  });

  it('is not measured for replays, requests and what is no event', async () => {
    const { failed, world } = givenConsumer();
    const request = { account: ONE, requestedAt: happenedAt, event: givenEvent({ delaySeconds: 9 }) };
    await failed([
      givenRecord(event({ 'replay-name': 'rootguard-1' }), secondsLater(7)),
      givenRecord(writeAuditRequest({ ...request, why: 'second-look' }), secondsLater(7)),
      givenStreamRecord(`account#${ONE}`),
      givenRecord('not JSON'),
    ]);
    expect(world.telemetry.values('EventDelaySeconds')).toEqual([]);
  });

  it('is in the line of the message where it is more than an hour', async () => {
    const { failed, world } = givenConsumer();
    await failed([givenRecord(event(), secondsLater(3_600))]);
    expect(processed(world)[0]).not.toHaveProperty('lateEvents');
    await failed([givenRecord(event(), secondsLater(7_201))]);
    expect(processed(world)[1]).toMatchObject({
      lateEvents: ['CreateAccessKey event-1: arrived 2 hours after it happened'],
    });
  });
});

describe('the consumer', () => {
  it('audits an account once for all messages of a batch about it', async () => {
    const { failed, audits } = givenConsumer();
    expect(
      await failed([
        givenRequestRecord(ONE),
        givenRequestRecord(TWO),
        givenRequestRecord(ONE),
        givenStreamRecord(`account#${ONE}`),
      ]),
    ).toEqual([]);
    expect([audits(ONE), audits(TWO)]).toEqual([1, 1]);
  });

  it('names the invocation in the line about a message with an unknown value', async () => {
    const { world, failed } = givenConsumer();
    const body = { ...JSON.parse(givenRequestRecord(ONE).body), why: 'change-freeze-over' };
    expect(await failed([givenRecord(JSON.stringify(body))])).toEqual([]);
    const logged = world.telemetry.logged.find(({ event }) => event === 'record-malformed');
    expect(logged?.fields).toMatchObject({
      issues: ['why: is not a value that rootguard knows'],
      invocationId: FAR_AWAY.awsRequestId,
    });
  });

  it('fails every record of an account that could not be audited, and no other', async () => {
    const { world, failed, events } = givenConsumer();
    world.log.fail({ call: 'sts:AssumeRoot', account: ONE, failure: { reason: 'throttled' } });
    const records = [givenRequestRecord(ONE), givenRequestRecord(TWO), givenRequestRecord(ONE)];
    expect(await failed(records)).toEqual([records[0]?.messageId, records[2]?.messageId]);
    expect(events()).toContain('message-failed');
    const logged = world.telemetry.logged.find(({ event }) => event === 'message-failed');
    expect(logged?.fields).toMatchObject({
      account: ONE,
      failure: { reason: 'throttled', call: 'sts:AssumeRoot', code: 'ServiceUnavailable' },
      triggers: ['request operator', 'request operator'],
    });
  });

  it.each([[], [givenCredential('access-key')]])(
    'logs a throttled AssumeRoot once besides the line of the message, as a metric counts these lines (%j)',
    async (...credentials) => {
      for (const queue of ['rootguard-triggers', 'rootguard-sweep']) {
        const { world, failed } = givenConsumer();
        world.organization.setAccount(givenAccount({ id: ONE }), credentials);
        world.log.fail({ call: 'sts:AssumeRoot', account: ONE, failure: { reason: 'throttled' } });
        await failed([givenRequestRecord(ONE, { queue })]);
        const counted = world.telemetry.logged.filter(
          ({ event, fields }) =>
            event !== 'message-failed' &&
            fields.failure?.reason === 'throttled' &&
            fields.failure.call === 'sts:AssumeRoot',
        );
        expect(counted.map(({ event }) => event)).toEqual(['account-unknown']);
      }
    },
  );

  it.each([1, 2, 3, 9])(
    'reports the age of the oldest failed trigger, which SQS does not do after three receives (%i receives)',
    async (receiveCount) => {
      const { world, failed } = givenConsumer();
      world.log.fail({ call: 'sts:AssumeRoot', failure: { reason: 'throttled' }, times: 20 });
      const now = world.clock.now().getTime();
      const aged = (seconds: number) => ({ sentAt: new Date(now - seconds * 1000), receiveCount });
      await failed([givenRequestRecord(ONE, aged(60)), givenRequestRecord(TWO, aged(1_200))]);
      expect(world.telemetry.total('OldestFailedTriggerSeconds')).toBe(1_200);
    },
  );

  it('reports no age for processed messages, nor for those of a sweep', async () => {
    const { world, failed } = givenConsumer();
    world.log.fail({ call: 'sts:AssumeRoot', account: TWO, failure: { reason: 'throttled' } });
    const [done, swept] = [givenRequestRecord(ONE), givenRequestRecord(TWO, { queue: 'rootguard-sweep' })];
    expect(await failed([done, swept])).toEqual([swept.messageId]);
    expect(world.telemetry.logged.map(({ event }) => event)).toContain('message-failed');
    expect(world.telemetry.counted('OldestFailedTriggerSeconds')).toBe(false);
  });

  it('delays a failed record by how often it was received', async () => {
    const { world, failed } = givenConsumer();
    world.log.fail({ call: 'sts:AssumeRoot', account: ONE, times: 2 });
    const first = givenRequestRecord(ONE, { receiveCount: 1 });
    const fifth = givenRequestRecord(ONE, { receiveCount: 5 });
    await failed([first, fifth]);
    expect(world.messageBackoff.delays).toEqual([
      { receiptHandle: first.receiptHandle, seconds: 30 },
      { receiptHandle: fifth.receiptHandle, seconds: 480 },
    ]);
  });

  it('fails a record even if it cannot be delayed', async () => {
    const { world, failed } = givenConsumer({
      backoff: {
        triggers: { delay: () => Promise.reject(new Error('SQS is away')) },
        later: { delay: () => Promise.reject(new Error('SQS is away')) },
        sweep: { delay: () => Promise.reject(new Error('SQS is away')) },
      },
    });
    world.log.fail({ call: 'sts:AssumeRoot', account: ONE });
    const record = givenRequestRecord(ONE);
    expect(await failed([record])).toEqual([record.messageId]);
  });

  it('fails a record whose job throws', async () => {
    const { world, failed } = givenConsumer();
    world.log.onCall = ({ name }) => {
      if (name === 'ledger.append') throw new Error('the table is away');
    };
    const record = givenRequestRecord(ONE);
    expect(await failed([record])).toEqual([record.messageId]);
  });

  it('sends a malformed message unchanged to the dead letters and reports it as done', async () => {
    const { world, failed, events } = givenConsumer();
    expect(await failed([givenRecord('{"rootguard": "audit-request"}')])).toEqual([]);
    expect(world.deadLetters.sent).toMatchObject([
      { body: '{"rootguard": "audit-request"}', path: 'account' },
    ]);
    expect(events()).toContain('message-malformed');
    expect(world.telemetry.total('MessagesMalformed')).toBe(1);
  });

  it('fails a malformed message that could not be sent to the dead letters', async () => {
    const { world, failed } = givenConsumer();
    world.log.onCall = ({ name }) => {
      if (name === 'deadLetters.send') throw new Error('SQS is away');
    };
    const record = givenRecord('not JSON');
    expect(await failed([record])).toEqual([record.messageId]);
    expect(world.telemetry.total('MessagesMalformed')).toBe(0);
  });

  it('requests a scope wider than an account from the sweeper and audits nothing itself', async () => {
    const { world, failed } = givenConsumer();
    expect(await failed([givenStreamRecord('ou#ou-ab12-cdef3456')])).toEqual([]);
    expect(await world.requestedScopes.read()).toMatchObject([
      { scope: { type: 'organizational-unit', organizationalUnit: 'ou-ab12-cdef3456' } },
    ]);
    expect(world.log.calls.filter(({ name }) => name === 'sts:AssumeRoot')).toEqual([]);
  });

  it('starts no further account when too little time is left', async () => {
    const { world, failed } = givenConsumer();
    const records = [givenRequestRecord(ONE), givenRequestRecord(TWO)];
    expect(
      await failed(records, { awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => 5_000 }),
    ).toEqual(records.map(({ messageId }) => messageId));
    expect(world.log.calls.filter(({ name }) => name === 'sts:AssumeRoot')).toEqual([]);
  });

  it('aborts an account that hangs, and completes the others', async () => {
    const timers = givenTimers();
    const { world, failed } = givenConsumer(timers);
    world.log.onCall = ({ name, account }) =>
      name === 'sts:AssumeRoot' && account === ONE ? new Promise(() => {}) : undefined;
    const records = [givenRequestRecord(ONE), givenRequestRecord(TWO)];
    const answer = failed(records);
    await vi.waitFor(() => expect(timers.pending()).toEqual([70_000]));
    timers.fire();
    expect(await answer).toEqual([records[0]?.messageId]);
    expect(world.messageBackoff.delays).toHaveLength(1);
    const logged = world.telemetry.logged.find(({ event }) => event === 'message-failed');
    expect(logged?.fields).toMatchObject({ account: ONE, error: { code: 'out-of-time' } });
  });

  it('aborts early enough to respond', async () => {
    const timers = givenTimers();
    const { world, failed } = givenConsumer(timers);
    world.log.onCall = ({ name }) => (name === 'sts:AssumeRoot' ? new Promise(() => {}) : undefined);
    const record = givenRequestRecord(ONE);
    const answer = failed([record], { awsRequestId: 'invocation-1', getRemainingTimeInMillis: () => 45_000 });
    await vi.waitFor(() => expect(timers.pending()).toEqual([40_000]));
    timers.fire();
    expect(await answer).toEqual([record.messageId]);
  });

  it('records nothing about an aborted account, as what it read may be outdated', async () => {
    const timers = givenTimers();
    const { world, failed } = givenConsumer({ ...timers, initialPolicy: givenPolicy({ mode: 'observe' }) });
    let goOn = () => {};
    const hanging = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    world.log.onCall = ({ name }) => (name === 'iam:GetAccountSummary' ? hanging : undefined);
    const answer = failed([givenRequestRecord(ONE)]);
    await vi.waitFor(() =>
      expect(world.log.calls.map(({ name }) => name)).toContain('iam:GetAccountSummary'),
    );
    timers.fire();
    expect(await answer).toHaveLength(1);
    goOn();
    await new Promise(setImmediate);
    expect(await world.posture.read(ONE)).toBeUndefined();
    expect(world.ledger.entries).toEqual([]);
  });

  it('deletes nothing in an aborted account', async () => {
    const timers = givenTimers();
    const { world, failed } = givenConsumer({ ...timers, initialPolicy: givenPolicy({ mode: 'enforce' }) });
    world.organization.setCredentials(ONE, [givenCredential('access-key')]);
    let goOn = () => {};
    const hanging = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    world.log.onCall = ({ name }) => (name === 'ledger.append' ? hanging : undefined);
    const record = givenRequestRecord(ONE);
    const answer = failed([record]);
    await vi.waitFor(() => expect(world.log.calls.map(({ name }) => name)).toContain('ledger.append'));
    timers.fire();
    expect(await answer).toEqual([record.messageId]);
    goOn();
    await new Promise(setImmediate);
    expect(world.ledger.entries.map(({ type }) => type)).toEqual(['intent']);
    expect(world.organization.credentials(ONE)).toHaveLength(1);
    expect(world.notifier.published).toEqual([]);
  });

  it.each(['enforce', 'observe'] as const)(
    'starts no enforcement and sends no notification for an aborted account in mode %s',
    async (mode) => {
      const timers = givenTimers();
      const { world, failed } = givenConsumer({ ...timers, initialPolicy: givenPolicy({ mode }) });
      world.organization.setCredentials(ONE, [givenCredential('access-key')]);
      let goOn = () => {};
      const hanging = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      world.log.onCall = ({ name }) => (name === 'exceptions.readFor' ? hanging : undefined);
      const answer = failed([givenRequestRecord(ONE)]);
      await vi.waitFor(() => expect(world.log.calls.map(({ name }) => name)).toContain('exceptions.readFor'));
      timers.fire();
      expect(await answer).toHaveLength(1);
      goOn();
      await new Promise(setImmediate);
      expect((await world.posture.read(ONE))?.enforcements ?? []).toEqual([]);
      expect(world.ledger.entries.map(({ type }) => type)).not.toContain('intent');
      expect(world.notifier.published).toEqual([]);
    },
  );

  it('retries a message of a sweep for longer than the enforcement of a crashed run counts as active', async () => {
    const { world, failed } = givenConsumer({ initialPolicy: givenPolicy({ mode: 'enforce' }) });
    const key = givenCredential('access-key');
    world.organization.setCredentials(ONE, [key]);
    await world.posture.reserveRevision(ONE);
    const startedAt = world.clock.now();
    await world.posture.startEnforcement(ONE, {
      id: 'crashed',
      startedAt,
      credentials: [key],
      hasEnded: false,
    });
    const account = givenAccount({ id: ONE });
    const body = writeSweepItem({ sweepId: 'sweep-1', account, queuedAt: startedAt });
    for (let receiveCount = 1; receiveCount <= QUEUES.sweep.maxReceiveCount; receiveCount += 1) {
      await failed([givenRecord(body, { queue: 'rootguard-sweep', receiveCount })]);
      world.clock.advance(world.messageBackoff.delays.at(-1)?.seconds ?? 0);
    }
    expect(world.organization.credentials(ONE)).toEqual([]);
  });

  it('processes no more accounts at a time than the concurrency allows', async () => {
    const accounts = Array.from({ length: 6 }, (_, index) => parseAccountId(`55555555555${index}`));
    const { world, failed } = givenConsumer({ concurrency: 2 });
    for (const id of accounts) world.organization.setAccount(givenAccount({ id }), []);
    let inside = 0;
    let most = 0;
    world.log.onCall = async ({ name }) => {
      if (name !== 'sts:AssumeRoot') return;
      inside += 1;
      most = Math.max(most, inside);
      await Promise.resolve();
      inside -= 1;
    };
    await failed(accounts.map((account) => givenRequestRecord(account)));
    expect(most).toBe(2);
  });

  it('uses the account in a sweep message only if it is from the sweep queue', async () => {
    const { world, failed } = givenConsumer();
    const item = {
      sweepId: 'sweep-1',
      account: givenAccount({ id: ONE }),
      queuedAt: new Date('2026-11-24T12:00:00Z'),
    };
    await failed([givenRecord(writeSweepItem(item), { queue: 'rootguard-sweep' })]);
    expect(world.log.calls.filter(({ name }) => name === 'organizations:DescribeAccount')).toEqual([]);
    await failed([givenRecord(writeSweepItem(item), { queue: 'rootguard-triggers' })]);
    expect(world.log.calls.filter(({ name }) => name === 'organizations:DescribeAccount')).toHaveLength(1);
  });

  it('identifies a queue only by its whole name', async () => {
    const delayed: string[] = [];
    const noting = (name: string) => ({ delay: async () => void delayed.push(name) });
    const backoff = { triggers: noting('triggers'), later: noting('later'), sweep: noting('sweep') };
    const { world, failed } = givenConsumer({ backoff });
    const item = {
      sweepId: 'sweep-1',
      account: givenAccount({ id: ONE }),
      queuedAt: new Date('2026-11-24T12:00:00Z'),
    };
    await failed([givenRecord(writeSweepItem(item), { queue: 'other-rootguard-sweep' })]);
    expect(world.log.calls.filter(({ name }) => name === 'organizations:DescribeAccount')).toHaveLength(1);
    world.log.fail({ call: 'sts:AssumeRoot', times: 9 });
    await failed([
      givenRequestRecord(ONE, { queue: 'other-rootguard-sweep' }),
      givenRequestRecord(TWO, { queue: 'other-rootguard-later' }),
    ]);
    expect(delayed).toEqual(['triggers', 'triggers']);
  });

  it('removes nothing without a remover, whatever the policy says', async () => {
    const { world, failed } = givenConsumer({
      remover: undefined,
      initialPolicy: givenPolicy({ mode: 'enforce' }),
    });
    world.organization.setCredentials(ONE, [givenCredential('access-key')]);
    await failed([givenRequestRecord(ONE)]);
    expect(world.organization.credentials(ONE)).toHaveLength(1);
  });

  it.each([
    ['second-look', 'low-priority'],
    ['exception-changed', 'low-priority'],
    ['exception-ended', 'low-priority'],
    ['operator', 'urgent'],
  ] as const)(
    'opens delete sessions for %s with the %s remover, unless an event asks as well',
    async (why, expected) => {
      const opened: string[] = [];
      const { remover } = createMemoryWorld();
      const noting = (name: string): ConsumerDependencies['remover'] => ({
        openDeleteSession: (account, signal) => {
          opened.push(name);
          return remover.openDeleteSession(account, signal);
        },
      });
      const { failed } = givenConsumer({
        remover: noting('urgent'),
        lowPriorityRemover: noting('low-priority'),
      });
      const requestedAt = new Date('2026-11-24T12:00:00Z');
      const body = writeAuditRequest({ account: ONE, why, requestedAt, event: undefined });
      await failed([givenRecord(body)]);
      await failed([givenRecord(body), givenRequestRecord(ONE)]);
      expect(opened).toEqual([expected, 'urgent']);
    },
  );

  it('removes nothing without a remover, whatever else it has', async () => {
    const { world, failed } = givenConsumer({ remover: undefined });
    world.organization.setCredentials(ONE, [givenCredential('access-key')]);
    const requestedAt = new Date('2026-11-24T12:00:00Z');
    await failed([
      givenRecord(writeAuditRequest({ account: ONE, why: 'second-look', requestedAt, event: undefined })),
    ]);
    expect(world.organization.credentials(ONE)).toHaveLength(1);
  });

  it('delays a failed record of the later queue on that queue', async () => {
    const delayed: string[] = [];
    const noting = (name: string) => ({
      delay: async () => {
        delayed.push(name);
      },
    });
    const backoff = { triggers: noting('triggers'), later: noting('later'), sweep: noting('sweep') };
    const { world, failed } = givenConsumer({ backoff });
    world.log.fail({ call: 'sts:AssumeRoot', account: ONE });
    expect(await failed([givenRequestRecord(ONE, { queue: 'rootguard-later' })])).toHaveLength(1);
    expect(delayed).toEqual(['later']);
  });

  it('flushes its metrics at the end', async () => {
    const { failed, flushed } = givenConsumer();
    await failed([givenRequestRecord(ONE)]);
    expect(flushed()).toBe(1);
  });
});
