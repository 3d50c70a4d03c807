import { ReceiveMessageCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { parseAccountId } from '../../src/domain/account.ts';
import { writeAuditRequest } from '../../src/events/own-messages.ts';
import type { Scene } from '../../src/local/demo/scene.ts';

/** Puts messages on the triggers queue in one call, so that they make one batch. */
export async function sendTriggers(scene: Scene, bodies: readonly string[]): Promise<void> {
  const { sqs } = scene.administrator(scene.sandbox.homeAccountId);
  await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: scene.stack.deployment.queues.triggers.url,
      Entries: bodies.map((body, index) => ({ Id: String(index), MessageBody: body })),
    }),
  );
}

export function auditRequest(scene: Scene, account: string): string {
  return writeAuditRequest({
    account: parseAccountId(account),
    why: 'operator',
    requestedAt: scene.sandbox.clock.now(),
    event: undefined,
  });
}

/** What the dead-letter queue holds, with the attributes of each message. */
export async function readDeadLetters(scene: Scene) {
  const { sqs } = scene.administrator(scene.sandbox.homeAccountId);
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: scene.stack.deployment.queues.deadLetters.url,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
    }),
  );
  return Messages.map(({ Body, MessageAttributes = {} }) => ({
    body: Body,
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]),
    ),
  }));
}

export function countCalls(calls: readonly { readonly operation: string }[], operation: string): number {
  return calls.filter((call) => call.operation === operation).length;
}
