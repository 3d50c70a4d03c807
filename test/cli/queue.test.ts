import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createClock } from 'organization-sandbox/clock.ts';
import { describe, expect } from 'vitest';
import { createDeadLetterSender } from '../../src/aws/sqs/dead-letter-sender.ts';
import { writeAuditRequest } from '../../src/events/own-messages.ts';
import { QUEUES } from '../../src/runtime/resources.ts';
import { readEventFixtures } from '../support/event-fixtures.ts';
import { HEARTBEAT_EVENT } from '../support/heartbeat-event.ts';
import { type CliOnSandbox, type GivenCli, it, member, runCli, worldOf } from './cli.ts';
import { PAYMENTS } from './record-fixtures.ts';

const WORLD = worldOf([member('333333333333', 'payments')]);
const REQUEST = writeAuditRequest({
  account: PAYMENTS,
  why: 'operator',
  requestedAt: new Date('2026-11-24T11:59:00Z'),
  event: undefined,
});

async function send({ sandbox, deployment }: CliOnSandbox, queue: 'triggers' | 'deadLetters', body: string) {
  const { url } = deployment.queues[queue];
  await sandbox.client(SQSClient).send(new SendMessageCommand({ QueueUrl: url, MessageBody: body }));
}

/** Inspecting a queue uses long polling, so the clock has to advance. */
async function givenDeadLetters(givenCli: GivenCli) {
  const cli = await givenCli(WORLD, { clock: createClock({ mode: 'real' }) });
  await send(cli, 'deadLetters', REQUEST);
  const client = cli.sandbox.client(SQSClient);
  const deadLetters = createDeadLetterSender({ client, queueUrl: cli.deployment.queues.deadLetters.url });
  await deadLetters.send('{"half', { path: 'body', message: 'expected JSON' });
  return cli;
}

describe.concurrent('queue status', () => {
  it('exits 0 while there are no dead letters', async ({ givenCli }) => {
    const cli = await givenCli(WORLD);
    await send(cli, 'triggers', REQUEST);
    expect(await cli.json(['queue', 'status'])).toMatchObject({
      code: 0,
      json: {
        queues: [
          { queue: 'triggers', visible: 1, inFlight: 0, delayed: 0 },
          { queue: 'later', visible: 0 },
          { queue: 'sweep', visible: 0 },
          { queue: 'heartbeats', visible: 0 },
          { queue: 'activity', visible: 0 },
          { queue: 'member-activity', visible: 0 },
          { queue: 'dead-letters', visible: 0 },
        ],
        latestMove: null,
      },
    });
  });

  it('exits 1 when there are dead letters', async ({ givenCli }) => {
    const { run } = await givenDeadLetters(givenCli);
    expect(await run(['queue', 'status', '-o', 'csv'])).toMatchObject({
      code: 1,
      stdout: [
        'queue,visible,inFlight,delayed',
        ...['triggers', 'later', 'sweep', 'heartbeats', 'activity', 'member-activity'].map(
          (queue) => `${queue},0,0,0`,
        ),
        'dead-letters,2,0,0',
        '',
      ].join('\r\n'),
    });
    expect((await run(['queue', 'status'])).stdout).toContain('dead-letters');
  });

  it('fails with advice where there is no queue', async ({ givenCli }) => {
    const { run } = await givenCli(WORLD);
    const { code, stderr } = await run(['queue', 'status'], { AWS_ACCESS_KEY_ID: '111111111111' });
    expect(code).toBe(1);
    expect(stderr).toContain('NonExistentQueue');
    expect(stderr).toContain('Use credentials of the home account');
  });
});

describe.concurrent('queue peek', () => {
  it('parses each message as rootguard does, and consumes none', async ({ givenCli }) => {
    const { json, run } = await givenDeadLetters(givenCli);
    const first = await json(['queue', 'peek']);
    expect(first).toMatchObject({
      code: 0,
      json: {
        queue: 'dead-letters',
        messages: [
          {
            body: REQUEST,
            receiveCount: 1,
            parsed: { type: 'trigger', trigger: { type: 'audit-requested', account: '333333333333' } },
            attributes: {},
          },
          {
            body: '{"half',
            parsed: { type: 'malformed', path: 'body' },
            attributes: { path: 'body', message: 'expected JSON' },
          },
        ],
      },
    });
    const second = await run(['queue', 'peek']);
    expect(second.stdout).toContain('request: operator');
    expect(second.stdout).toContain('does not parse at body: expected JSON');
    expect(second.stdout).toContain('dead-letters: 2 shown');
    expect((await json(['queue', 'status'])).json).toMatchObject({
      queues: [{}, {}, {}, {}, {}, {}, { visible: 2, inFlight: 0 }],
    });
  });

  it('shows at most --max messages of the queue that --queue names', async ({ givenCli }) => {
    const cli = await givenDeadLetters(givenCli);
    expect((await cli.json(['queue', 'peek', '-n', '1'])).json).toMatchObject({ messages: [{}] });
    expect((await cli.run(['queue', 'peek', '--queue', 'sweep'])).stdout).toContain('sweep: no message');
    await send(cli, 'triggers', REQUEST);
    const { stdout } = await cli.run(['queue', 'peek', '--queue', 'triggers', '-o', 'csv']);
    expect(stdout.trimEnd().split('\r\n')).toHaveLength(2);
    expect(stdout).toContain('triggers,');
  });

  it.each([
    [
      ['queue', 'peek', '--queue', 'letters'],
      'expected triggers, later, sweep, heartbeats, activity, member-activity, dead-letters',
    ],
    [['queue', 'peek', '-n', '0'], '--max: got "0"'],
    [['queue', 'peek', '--max', '1e3'], '--max: got "1e3"'],
    [['queue', 'redrive', '--rate', '501'], '--rate: got "501"'],
    [['queue', 'empty'], "unknown command 'empty'"],
  ])('%j is refused as a command line', async (args, issue) => {
    expect(await runCli(args)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(issue),
    });
  });
});

describe.concurrent('queue redrive', () => {
  it('moves the valid messages back and leaves the malformed ones', async ({ givenCli }) => {
    const { json, run } = await givenDeadLetters(givenCli);
    expect(await json(['queue', 'redrive', '--yes'])).toMatchObject({
      code: 1,
      json: { result: 'moved', moved: 1, malformed: [{ path: 'body', message: 'expected JSON' }] },
    });
    expect(await json(['queue', 'status'])).toMatchObject({
      json: { queues: [{ queue: 'triggers', visible: 1 }, {}, {}, {}, {}, {}, { visible: 1, inFlight: 0 }] },
    });
    const { stdout } = await run(['queue', 'redrive', '--yes']);
    expect(stdout).toContain('0 messages moved');
    expect(stdout).toContain('1 malformed and left in the dead-letter queue:');
    expect(stdout).toContain('rootguard queue delete');
  });

  it('exits 0 where every message is valid, and where there is none', async ({ givenCli }) => {
    const cli = await givenCli(WORLD, { clock: createClock({ mode: 'real' }) });
    await send(cli, 'deadLetters', REQUEST);
    expect(await cli.json(['queue', 'redrive', '--yes'])).toMatchObject({
      code: 0,
      json: { result: 'moved', moved: 1, malformed: [] },
    });
    const { code, stdout } = await cli.run(['queue', 'redrive']);
    expect([code, stdout]).toEqual([0, 'The dead-letter queue is empty.\n']);
  });

  it('needs --yes where there is no terminal to ask on', async ({ givenCli }) => {
    const { run, calls } = await givenDeadLetters(givenCli);
    const { code, stdout, stderr } = await run(['queue', 'redrive']);
    expect({ code, stdout }).toEqual({ code: 5, stdout: 'Nothing was moved.\n' });
    expect(stderr).toContain('about to move up to 2 messages');
    expect(calls()).not.toContain('sqs:ReceiveMessage');
  });

  it('leaves every message in the queue when sending is denied', async ({ givenCli }) => {
    const { json, run, sandbox } = await givenDeadLetters(givenCli);
    sandbox.faults.inject({
      service: 'sqs',
      operation: 'SendMessage',
      times: 1,
      effect: { type: 'error', code: 'AccessDenied', status: 403, message: 'no' },
    });
    const { code, stdout } = await run(['queue', 'redrive', '--yes']);
    expect(code).toBe(1);
    expect(stdout).toContain('sqs:SendMessage of queue rootguard-triggers failed');
    expect(await json(['queue', 'status'])).toMatchObject({
      json: { queues: [{ visible: 0 }, {}, {}, {}, {}, {}, { visible: 2, inFlight: 0 }] },
    });
  });
});

/** An announced event, which the listener could not process. */
const ACTIVITY = JSON.stringify(
  readEventFixtures().find(({ name }) => name === 'cloudtrail-stop-logging.stopped')?.event,
);

const HEARTBEAT = JSON.stringify(HEARTBEAT_EVENT);

describe.concurrent('queue peek of the queues of the listener', () => {
  it('parses each message as the listener does', async ({ givenCli }) => {
    const cli = await givenCli(WORLD, { clock: createClock({ mode: 'real' }) });
    const client = cli.sandbox.client(SQSClient);
    const { activity, memberActivity, heartbeats } = cli.deployment.queues;
    for (const [{ url }, body] of [
      [activity, ACTIVITY],
      [memberActivity, ACTIVITY],
      [heartbeats, HEARTBEAT],
    ] as const) {
      await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body }));
    }
    for (const [queue, type] of [
      ['activity', 'announcement'],
      ['member-activity', 'announcement'],
      ['heartbeats', 'heartbeat'],
    ]) {
      expect(await cli.json(['queue', 'peek', '--queue', `${queue}`])).toMatchObject({
        code: 0,
        json: { queue, messages: [{ parsed: { type } }] },
      });
    }
  });
});

describe.concurrent('queue redrive of messages of the listener', () => {
  it('moves each back to the queue that it came from, where alone it is processed', async ({ givenCli }) => {
    const cli = await givenCli(WORLD, { clock: createClock({ mode: 'real' }) });
    const client = cli.sandbox.client(SQSClient);
    const { activity, heartbeats, deadLetters } = cli.deployment.queues;
    await client.send(new SendMessageCommand({ QueueUrl: activity.url, MessageBody: ACTIVITY }));
    // SQS moves a message with the receive after the last.
    for (let receives = 0; receives <= QUEUES.activity.maxReceiveCount; receives += 1) {
      await client.send(new ReceiveMessageCommand({ QueueUrl: activity.url, VisibilityTimeout: 0 }));
    }
    // An earlier version could not read it.
    const sender = createDeadLetterSender({ client, queueUrl: deadLetters.url });
    await sender.send(HEARTBEAT, { path: 'detail', message: 'expected', receivedFrom: 'heartbeats' });

    expect((await cli.json(['queue', 'peek'])).json).toMatchObject({
      messages: [
        { body: ACTIVITY, movedFrom: 'rootguard-activity', parsed: { type: 'announcement' } },
        { body: HEARTBEAT, parsed: { type: 'heartbeat', account: PAYMENTS } },
      ],
    });
    expect(await cli.json(['queue', 'redrive', '--yes'])).toMatchObject({
      code: 0,
      json: { result: 'moved', moved: 2, malformed: [] },
    });
    const bodiesOf = async (QueueUrl: string) => {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 0 }),
      );
      return Messages.map(({ Body }) => Body);
    };
    expect(await bodiesOf(activity.url)).toEqual([ACTIVITY]);
    expect(await bodiesOf(heartbeats.url)).toEqual([HEARTBEAT]);
    expect(await bodiesOf(cli.deployment.queues.triggers.url)).toEqual([]);
  });
});

describe.concurrent('queue delete', () => {
  it('records and deletes the malformed messages, and nothing else', async ({ givenCli }) => {
    const { json, run } = await givenDeadLetters(givenCli);
    const args = ['queue', 'delete', '--malformed', '--reason', 'noise of a test', '--ticket', 'SEC-7'];
    const { code, json: done, stderr } = await json([...args, '--yes']);
    expect({ code, done }).toMatchObject({
      code: 0,
      done: { result: 'complete', deleted: [{}], notFound: 0 },
    });
    expect(stderr).toContain('does not parse at body: expected JSON');
    expect((await json(['queue', 'peek'])).json).toMatchObject({
      messages: [{ body: REQUEST, parsed: { type: 'trigger' } }],
    });
    expect((await json(['history', '--account', 'organization'])).json).toMatchObject({
      entries: [
        {
          type: 'dead-letter-deleted',
          operator: {
            reason: 'noise of a test',
            ticket: 'SEC-7',
            by: expect.stringContaining('222222222222'),
          },
          body: '{"half',
          attributes: { path: 'body', message: 'expected JSON' },
        },
      ],
    });
    expect((await run([...args, '--yes'])).stdout).toBe('Nothing was deleted.\n');
  });

  it('deletes one message by the id that peek shows', async ({ givenCli }) => {
    const { json, run } = await givenDeadLetters(givenCli);
    const { json: peeked } = await json(['queue', 'peek']);
    const { messages } = peeked as { messages: readonly { id: string; body: string }[] };
    const id = messages.find(({ body }) => body === REQUEST)?.id ?? '';
    expect((await run(['queue', 'peek'])).stdout).toContain(id);
    const args = ['queue', 'delete', '--id', id, '--reason', 'audited by hand', '--yes'];
    expect((await json(args)).json).toMatchObject({ deleted: [id] });
    expect((await json(['queue', 'peek'])).json).toMatchObject({ messages: [{ body: '{"half' }] });
    const again = await run(args);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain(`no message ${id}`);
  });

  it('deletes nothing without --yes where there is no terminal to ask on', async ({ givenCli }) => {
    const { run, calls } = await givenDeadLetters(givenCli);
    expect(await run(['queue', 'delete', '--malformed', '--reason', 'x'])).toMatchObject({
      code: 5,
      stdout: 'Nothing was deleted.\n',
    });
    expect(calls()).not.toContain('sqs:DeleteMessage');
  });

  it.each([
    [['queue', 'delete', '--malformed'], '--reason: is missing'],
    [['queue', 'delete', '--reason', 'x'], 'exactly one of --id and --malformed'],
    [['queue', 'delete', '--malformed', '--id', 'x', '--reason', 'x'], 'exactly one of --id'],
  ])('%j is refused as a command line', async (args, issue) => {
    expect(await runCli(args)).toMatchObject({ code: 2, stderr: expect.stringContaining(issue) });
  });
});
