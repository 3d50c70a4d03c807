import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { expect, onTestFinished, test } from 'vitest';
import { givenScene, HOME, MEMBER } from '../support/sandbox-scene.ts';

test('messages wait in their queue while the mapping of the consumer is paused', async () => {
  const { sandbox, stack } = await givenScene();
  const lambda = new LambdaClient({
    endpoint: sandbox.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: HOME, secretAccessKey: 'x' },
  });
  onTestFinished(() => lambda.destroy());
  const { arn } = stack.deployment.queues.triggers;
  const { EventSourceMappings: [mapping] = [] } = await lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName: 'rootguard-consumer', EventSourceArn: arn }),
  );
  const waiting = () => sandbox.sqs.queues.get(arn)?.counts().visible;
  const keys = () => sandbox.organization.accounts.get(MEMBER)?.root.credentials.accessKeys.length;

  await lambda.send(new UpdateEventSourceMappingCommand({ UUID: mapping?.UUID, Enabled: false }));
  sandbox.actAsRoot(MEMBER, 'create-access-key');
  await stack.idle();
  expect([waiting(), keys()]).toEqual([1, 1]);

  await lambda.send(new UpdateEventSourceMappingCommand({ UUID: mapping?.UUID, Enabled: true }));
  await stack.idle();
  expect([waiting(), keys()]).toEqual([0, 0]);
});
