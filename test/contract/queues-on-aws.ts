import { CreateTopicCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { createClock } from 'organization-sandbox/clock.ts';
import { startSandbox } from 'organization-sandbox/sandbox.ts';
import { createAwsClients } from '../../src/aws/clients.ts';
import { createNotifier } from '../../src/aws/notifications/notifier.ts';
import { createDeadLetterSender } from '../../src/aws/sqs/dead-letter-sender.ts';
import { createSweepQueue } from '../../src/aws/sqs/sweep-queue.ts';
import { createTriggerQueue } from '../../src/aws/sqs/trigger-queue.ts';
import type { QueueBackend, ReceivedMessage } from './queue-backend.ts';
import { recordActions } from './used-actions.ts';

const CREDENTIALS = { accessKeyId: '222222222222', secretAccessKey: 'sandbox' };
const QUEUES = ['triggers', 'sweep', 'dead-letters'] as const;

export async function givenQueuesOnAws(): Promise<QueueBackend> {
  const clock = createClock({ start: new Date('2026-11-24T12:00:00Z'), mode: 'manual' });
  const sandbox = await startSandbox({ clock });
  const used: (() => void)[] = [];
  const clients = () => {
    const made = createAwsClients({ endpoint: sandbox.endpoint, credentials: CREDENTIALS, maxAttempts: 1 });
    used.push(made.destroy);
    return made;
  };
  const { sqs, sns } = clients();
  const urls = await createQueues(sqs);
  const { TopicArn: topicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'notifications' }));

  const sending = (adapter: 'triggerQueue' | 'sweepQueue' | 'deadLetters') => {
    const client = clients().sqs;
    recordActions(client, 'sqs', adapter);
    return client;
  };
  const notifying = clients().sns;
  recordActions(notifying, 'sns', 'notifier');

  return {
    triggerQueue: createTriggerQueue({
      client: sending('triggerQueue'),
      queueUrl: urls.triggers,
      write: ({ account }) => account,
    }),
    sweepQueue: createSweepQueue({
      client: sending('sweepQueue'),
      queueUrl: urls.sweep,
      write: ({ account }) => account.id,
      pause: async () => undefined,
    }),
    deadLetters: createDeadLetterSender({ client: sending('deadLetters'), queueUrl: urls['dead-letters'] }),
    notifier: createNotifier({ client: notifying, topicArn }),
    receive: (queue) => receiveAll(sqs, urls[queue]),
    published: async () => sandbox.sns.published().map(({ message }) => message),
    advance: async (seconds) => clock.advance(seconds),
    async close() {
      for (const destroy of used) destroy();
      await sandbox.close();
    },
  };
}

type Sqs = ReturnType<typeof createAwsClients>['sqs'];

type Urls = Readonly<Record<(typeof QUEUES)[number], string>>;

async function createQueues(sqs: Sqs): Promise<Urls> {
  const create = async (name: string) => {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
    return QueueUrl;
  };
  return {
    triggers: await create('triggers'),
    sweep: await create('sweep'),
    'dead-letters': await create('dead-letters'),
  };
}

/** Everything that can be received now; deletes it. */
async function receiveAll(sqs: Sqs, QueueUrl: string): Promise<readonly ReceivedMessage[]> {
  const received: ReceivedMessage[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        VisibilityTimeout: 30,
      }),
    );
    if (Messages.length === 0) return received;
    for (const { Body = '', MessageAttributes = {}, ReceiptHandle } of Messages) {
      const attributes = Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [
        name,
        StringValue,
      ]);
      received.push({ body: Body, attributes: Object.fromEntries(attributes) });
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}
