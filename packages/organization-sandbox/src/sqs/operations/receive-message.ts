import * as v from 'valibot';
import type { Clock } from '../../clock.ts';
import type { Answer, Operation } from '../../contract/operation.ts';
import { object } from '../../contract/shapes.ts';
import { numberOf } from '../attributes.ts';
import { queueOfUrl, type SqsContext } from '../context.ts';
import { digestOfAttributes, digestOfBody } from '../digest.ts';
import { invalidValue, notForThisQueue, SqsError } from '../errors.ts';
import { checkRange, parseInput, queueUrlEntries } from '../input.ts';
import type { Message, MessageAttributes } from '../message.ts';
import type { Queue } from '../queue.ts';
import { systemAttributes } from '../system-attributes.ts';

const input = object({
  ...queueUrlEntries,
  MaxNumberOfMessages: v.optional(v.number()),
  VisibilityTimeout: v.optional(v.number()),
  WaitTimeSeconds: v.optional(v.number()),
  /** The old name of MessageSystemAttributeNames. */
  AttributeNames: v.optional(v.array(v.string())),
  MessageSystemAttributeNames: v.optional(v.array(v.string())),
  MessageAttributeNames: v.optional(v.array(v.string())),
  ReceiveRequestAttemptId: v.optional(v.string()),
});

/** System attributes that may be requested, of standard and FIFO queues. */
const SYSTEM_NAMES = new Set([
  'All',
  'SenderId',
  'SentTimestamp',
  'ApproximateReceiveCount',
  'ApproximateFirstReceiveTimestamp',
  'SequenceNumber',
  'MessageDeduplicationId',
  'MessageGroupId',
  'AWSTraceHeader',
  'DeadLetterQueueSourceArn',
]);

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
export const receiveMessage =
  (context: SqsContext): Operation =>
  async (call) => {
    const request = parseInput(input, call);
    const queue = queueOfUrl(context, call, request.QueueUrl);
    checkRange(request.MaxNumberOfMessages, 'MaxNumberOfMessages', 1, 10);
    checkRange(request.VisibilityTimeout, 'VisibilityTimeout', 0, 43_200);
    checkRange(request.WaitTimeSeconds, 'WaitTimeSeconds', 0, 20);
    if (request.ReceiveRequestAttemptId !== undefined) {
      throw notForThisQueue('ReceiveRequestAttemptId', request.ReceiveRequestAttemptId);
    }
    const waitSeconds =
      request.WaitTimeSeconds ?? numberOf(queue.attributes, 'ReceiveMessageWaitTimeSeconds');
    const receive = () => queue.receive(request.MaxNumberOfMessages ?? 1, request.VisibilityTimeout);
    const systemNames = [...(request.AttributeNames ?? []), ...(request.MessageSystemAttributeNames ?? [])];
    checkNames(systemNames, request.MessageAttributeNames ?? []);
    const messages = await receiveOrWait(queue, context.clock, waitSeconds, receive, call.disconnected);
    if (messages.length === 0) return {};
    return {
      Messages: messages.map((message) =>
        messageAnswer(message, systemNames, request.MessageAttributeNames ?? []),
      ),
    };
  };

function checkNames(systemNames: readonly string[], names: readonly string[]): void {
  const unknown = systemNames.find((name) => !SYSTEM_NAMES.has(name));
  if (unknown !== undefined) throw new SqsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
  const invalid = names.find((name) => !/^([\w.-]{1,256}|[\w.-]{0,254}\.\*)$/.test(name));
  if (invalid !== undefined) {
    throw invalidValue(
      invalid,
      'MessageAttributeNames',
      'Names contain A-Z, a-z, 0-9, underscore (_), hyphen (-), and period (.) characters, 1 to 256 in all, and may end in .*.',
    );
  }
}

/**
 * Long polling: waits on the sandbox's clock until a message arrives or the time is over. A caller that has disconnected
 * receives nothing: its messages would be hidden from the others for the visibility timeout.
 */
function receiveOrWait(
  queue: Queue,
  clock: Clock,
  waitSeconds: number,
  receive: () => Message[],
  disconnected: AbortSignal | undefined,
): Message[] | Promise<Message[]> {
  if (disconnected?.aborted) return [];
  const messages = receive();
  if (messages.length > 0 || waitSeconds === 0) return messages;
  return new Promise((resolve) => {
    const finish = (received: Message[]) => {
      stopListening();
      timer.cancel();
      disconnected?.removeEventListener('abort', onDisconnect);
      resolve(received);
    };
    const onDisconnect = () => finish([]);
    disconnected?.addEventListener('abort', onDisconnect);
    let isReceiving = false;
    const stopListening = queue.onArrival(() => {
      // With a visibility timeout of 0 the receive itself makes the message visible again, which calls this listener.
      if (isReceiving) return;
      isReceiving = true;
      const received = receive();
      isReceiving = false;
      if (received.length > 0) finish(received);
    });
    const timer = clock.setTimer(new Date(clock.now().getTime() + waitSeconds * 1000), () => finish([]));
  });
}

function messageAnswer(message: Message, systemNames: readonly string[], names: readonly string[]): Answer {
  const system = pick(
    { ...systemAttributes(message) },
    (name) => systemNames.includes('All') || systemNames.includes(name),
  );
  const attributes: MessageAttributes = pick(message.attributes, (name) => isChosen(name, names));
  const digest = digestOfAttributes(attributes);
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: digestOfBody(message.body),
    Body: message.body,
    ...(Object.keys(system).length > 0 && { Attributes: system }),
    ...(digest !== undefined && { MD5OfMessageAttributes: digest, MessageAttributes: attributes }),
  };
}

/** Names may be `All` or `.*`, end in `.*`, or be exact. */
const isChosen = (name: string, choices: readonly string[]): boolean =>
  choices.some(
    (choice) =>
      choice === 'All' || choice === name || (choice.endsWith('.*') && name.startsWith(choice.slice(0, -2))),
  );

const pick = <Value>(record: Readonly<Record<string, Value>>, isPicked: (name: string) => boolean) =>
  Object.fromEntries(Object.entries(record).filter(([name]) => isPicked(name)));
