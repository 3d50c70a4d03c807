import type { PeekedMessage } from '../../../guardrail/ports/queue-inspection.ts';
import { withDefault } from '../../options/option.ts';
import { oneOf, wholeNumber } from '../../options/parsers.ts';
import { QUEUE_NAMES, QUEUES } from '../../options/queues.ts';
import { lines, type Record, records } from '../../output/result.ts';
import { defineCommand } from '../../program/command.ts';
import {
  accountOf,
  describeMessage,
  type ReadMessage,
  readDeadLetter,
  readMessage,
} from '../../views/queue-message.ts';

const QUEUE = withDefault('--queue <queue>', 'queue to inspect', oneOf(QUEUE_NAMES), 'dead-letters');
const MAX = withDefault('-n, --max <n>', 'maximum number of messages, up to 100', wholeNumber(1, 100), '10');

interface Decoded extends PeekedMessage {
  readonly parsed: ReadMessage;
}

export const queuePeek = defineCommand({
  description: [
    'Shows messages of a queue, parsed as rootguard parses them, and makes them visible again at once. Nothing is consumed.',
    'SQS counts a peek as a receive: a message that was received ten times (five in the queues sweep and heartbeats) moves to the dead-letter queue. In the dead-letter queue a peek has no side effect.',
  ],
  options: { queue: QUEUE, max: MAX },
  examples: ['rootguard queue peek', 'rootguard queue peek --queue member-activity -n 3 --output json'],
  async run(context, args) {
    const ports = await context.ports();
    const { openQueue } = await import('../../../runtime/operator/queues.ts');
    const { queue } = args;
    const name = QUEUES[queue];
    const messages = await (await openQueue(ports, name)).peek(args.max);
    const decoded = messages.map(
      (message): Decoded => ({
        ...message,
        parsed:
          name === 'deadLetters'
            ? readDeadLetter(message, ports)
            : readMessage(message, name === 'later' ? 'triggers' : name, ports),
      }),
    );
    return {
      exit: 'ok',
      json: { queue, messages: decoded },
      blocks: [
        records(...decoded.map(recordOf)),
        lines(
          messages.length === 0
            ? `${queue}: no message can be received now`
            : `${queue}: ${messages.length} shown`,
        ),
      ],
      csv: {
        columns: ['queue', 'id', 'sentAt', 'receiveCount', 'type', 'account', 'what', 'issue', 'body'],
        rows: decoded.map((message) => [
          queue,
          message.id,
          message.sentAt,
          message.receiveCount,
          message.parsed.type,
          accountOf(message.parsed),
          describeMessage(message.parsed),
          issueOf(message),
          message.body,
        ]),
      },
    };
  },
});

/** The table shows this much of a body; `--output json` shows all of it. */
const MAX_BODY_CHARACTERS = 1_000;

function recordOf(message: Decoded): Record {
  const { id, sentAt, receiveCount, parsed, body } = message;
  return [
    ['id', id],
    ['sent', sentAt],
    ['receives', receiveCount],
    ['account', accountOf(parsed)],
    ['what', describeMessage(parsed)],
    ['issue', issueOf(message)],
    ['body', shownBody(body)],
  ];
}

function shownBody(body: string): string {
  if (body.length <= MAX_BODY_CHARACTERS) return body;
  return `${body.slice(0, MAX_BODY_CHARACTERS)}… (${body.length} characters; --output json has all of them)`;
}

/** The function attaches the issue to a malformed message. A message without it has failed too often. */
function issueOf({ attributes }: PeekedMessage): string | undefined {
  const { path, message } = attributes;
  return path === undefined ? undefined : `${path}: ${message ?? ''}`;
}
