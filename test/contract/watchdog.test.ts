import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { startTestSandbox } from 'organization-sandbox/testing/test-sandbox.ts';
import { expect, it, onTestFinished } from 'vitest';
import { createWatchdog } from '../../src/aws/notifications/watchdog.ts';

it('the watchdog publishes to its topic, and fails where there is none', async () => {
  const sandbox = await startTestSandbox(onTestFinished);
  const client = sandbox.client(SNSClient, sandbox.homeAccountId);
  const { TopicArn = '' } = await client.send(new CreateTopicCommand({ Name: 'rootguard-watchdog' }));
  await createWatchdog({ client, topicArn: TopicArn }).reset();
  const calls = await (await fetch(`${sandbox.endpoint}/_sandbox/calls`)).json();
  expect(JSON.stringify(calls)).toContain('"Publish"');
  const missing = createWatchdog({ client, topicArn: `${TopicArn}-missing` });
  await expect(missing.reset()).rejects.toThrow(/sns:Publish/);
});
