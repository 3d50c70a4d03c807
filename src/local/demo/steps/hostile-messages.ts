import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { ACCOUNTS } from '../accounts.ts';
import { allowRootPassword } from '../attacker.ts';
import { check } from '../check.ts';
import { readLedger } from '../ledger.ts';
import { removalsIn } from '../removals.ts';
import { NO_CREDENTIALS, type Scene } from '../scene.ts';
import type { Step } from '../step.ts';

export const hostileMessages: Step = {
  name: 'hostile-messages',
  title: 'Duplicated, reordered, forged and malformed messages',
  async run(scene, print) {
    await duplicated(scene);
    print('Duplicated: an event that was delivered twice led to one removal.');
    await reordered(scene);
    print(
      'Reordered: the event of the password was delivered after that of the MFA device; the password was still removed first.',
    );
    await forged(scene);
    print(
      'Forged: a message about a compliant account cost one audit, one about a foreign account was rejected and recorded, one about the management account was dropped. A member cannot put AWS events on a bus at all.',
    );
    const dead = await malformed(scene);
    print(
      `Malformed: moved unchanged to the dead-letter queue, with the issue: ${dead.path}: ${dead.message}`,
    );
    return { deadLetter: dead };
  },
};

async function duplicated(scene: Scene): Promise<void> {
  const account = ACCOUNTS.buildTools;
  const { eventBridge } = scene.sandbox;
  eventBridge.setDeliveryFaults({ duplicateEvery: 1 });
  const calls = await scene.callsDuring(async () => scene.actAsRoot(account, 'create-access-key'));
  eventBridge.setDeliveryFaults({});
  check('removals after a duplicated event', removalsIn(calls).length, 1);
  check('root credentials', scene.credentialsOf(account), NO_CREDENTIALS);
}

async function reordered(scene: Scene): Promise<void> {
  const account = ACCOUNTS.reporting;
  const { eventBridge } = scene.sandbox;
  eventBridge.setDeliveryFaults({ delaySeconds: 60 });
  await allowRootPassword(scene, account);
  eventBridge.setDeliveryFaults({});
  const calls = await scene.callsDuring(async () => {
    scene.actAsRoot(account, 'enable-mfa');
    await scene.stack.idle();
    await scene.advance(60);
  });
  const order = removalsIn(calls).map(({ operation }) => operation);
  check('order of removals after reordered events', order, ['DeleteLoginProfile', 'DeactivateMFADevice']);
  check('root credentials', scene.credentialsOf(account), NO_CREDENTIALS);
}

async function forged(scene: Scene): Promise<void> {
  const { managementAccountId } = scene.sandbox;
  const before = scene.credentialsOf(managementAccountId);
  const calls = await scene.callsDuring(async () => {
    for (const account of [ACCOUNTS.logArchive, ACCOUNTS.foreign, managementAccountId]) {
      await sendTrigger(scene, JSON.stringify(forgedEvent(account)));
    }
  });
  const targets = calls.filter(({ operation }) => operation === 'AssumeRoot').map(({ account }) => account);
  check('accounts that were audited', targets, [ACCOUNTS.logArchive]);
  check('removals after forged messages', removalsIn(calls).length, 0);
  check('root credentials of the management account', scene.credentialsOf(managementAccountId), before);
  const rejected = await readLedger(scene, ACCOUNTS.foreign);
  check(
    'ledger of the foreign account',
    rejected.map(({ type }) => type),
    ['rejected'],
  );

  const { eventBridge } = scene.administrator(ACCOUNTS.logArchive);
  const { detail, source } = forgedEvent(ACCOUNTS.logArchive);
  const { Entries } = await eventBridge.send(
    new PutEventsCommand({
      Entries: [
        { Source: source, DetailType: 'AWS API Call via CloudTrail', Detail: JSON.stringify(detail) },
      ],
    }),
  );
  check('answer to PutEvents', Entries?.[0]?.ErrorCode, 'NotAuthorizedForSourceException');
}

async function malformed(scene: Scene): Promise<{ readonly path: string; readonly message: string }> {
  const body =
    '{"source": "aws.iam", "account": "not an account", "detail": {"eventName": "CreateAccessKey"}}';
  await sendTrigger(scene, body);
  await scene.stack.idle();
  const { sqs } = scene.administrator(scene.sandbox.homeAccountId);
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: scene.stack.deployment.queues.deadLetters.url,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
    }),
  );
  check(
    'dead letters',
    Messages.map(({ Body }) => Body),
    [body],
  );
  const attribute = (name: string) => Messages[0]?.MessageAttributes?.[name]?.StringValue ?? '';
  return { path: attribute('path'), message: attribute('message') };
}

async function sendTrigger(scene: Scene, body: string): Promise<void> {
  const { sqs } = scene.administrator(scene.sandbox.homeAccountId);
  const { url } = scene.stack.deployment.queues.triggers;
  await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body }));
}

/** A forged event: what CloudTrail writes when a root user creates an access key. */
function forgedEvent(account: string) {
  const arn = `arn:aws:iam::${account}:root`;
  return {
    version: '0',
    id: `forged-${account}`,
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.iam',
    account,
    time: '2026-01-01T00:00:00Z',
    region: 'us-east-1',
    resources: [],
    detail: {
      eventName: 'CreateAccessKey',
      eventSource: 'iam.amazonaws.com',
      eventTime: '2026-01-01T00:00:00Z',
      eventID: `forged-${account}`,
      userIdentity: { type: 'Root', principalId: account, arn, accountId: account },
      requestParameters: null,
    },
  };
}
