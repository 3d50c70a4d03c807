import {
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  type RuleState,
} from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { TestSandbox } from '../../src/testing/test-sandbox.ts';

interface Recording {
  readonly region?: string;
  readonly state?: RuleState;
  /** Sources of events; of IAM, STS and other services by default, but not of those that the recording itself calls. */
  readonly sources?: readonly string[];
}

const SOURCES = ['aws.iam', 'aws.sts', 'aws.signin', 'aws.organizations', 'aws.cloudtrail', 'aws.account'];

/** The CloudTrail events that reach the default bus of an account and Region from now on: those not returned before. */
export async function recordEvents(sandbox: TestSandbox, account: string, recording: Recording = {}) {
  const { region = 'us-east-1', state = 'ENABLED', sources = SOURCES } = recording;
  const name = `recorded-${region}`;
  const sqs = sandbox.client(SQSClient, account);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const events = new EventBridgeClient({
    region,
    endpoint: sandbox.endpoint,
    credentials: { accessKeyId: account, secretAccessKey: 'sandbox' },
  });
  const EventPattern = JSON.stringify({ source: sources });
  await events.send(new PutRuleCommand({ Name: name, EventPattern, State: state }));
  const Targets = [{ Id: 'queue', Arn: `arn:aws:sqs:us-east-1:${account}:${name}` }];
  await events.send(new PutTargetsCommand({ Rule: name, Targets }));
  events.destroy();
  await received();
  return received;

  async function received() {
    const read = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 43_200 });
    const { Messages = [] } = await sqs.send(read);
    return Messages.map(({ Body = '' }) => JSON.parse(Body));
  }
}
