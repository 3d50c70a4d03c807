import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  DeleteEventSourceMappingCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startEventSourceMapping } from '../src/lambda/event-source-mapping.ts';
import { errorOf } from '../src/testing/sdk-error.ts';
import { startTestSandbox } from '../src/testing/test-sandbox.ts';
import { recordEvents } from './support/recorded-events.ts';

const HOME = '222222222222';
const LOCATION = { accountId: HOME, region: 'us-east-1' };
const FunctionName = 'consumer';
const ARN = `arn:aws:lambda:us-east-1:${HOME}:function:${FunctionName}`;
const QUEUE = `arn:aws:sqs:us-east-1:${HOME}:triggers`;
const Role = `arn:aws:iam::${HOME}:role/consumer`;

async function givenFunction() {
  const sandbox = await startTestSandbox(onTestFinished, {
    organization: { managementAccountId: HOME },
    accounts: [{ id: HOME }],
  });
  const lambda = sandbox.client(LambdaClient, HOME);
  const environment = { MODE: 'enforce' };
  sandbox.functions.register({ ...LOCATION, name: FunctionName, role: Role, environment, code: 'one' });
  const received = await recordEvents(sandbox, HOME, { sources: ['aws.lambda'] });
  return { sandbox, lambda, received };
}

describe('Lambda', () => {
  test('changes the code and the configuration of a function, whose records have no environment', async () => {
    const { lambda, received } = await givenFunction();
    const before = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    expect(before).toMatchObject({ FunctionArn: ARN, Role, Environment: { Variables: { MODE: 'enforce' } } });
    const ZipFile = Buffer.from('two');
    const coded = await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: ARN, ZipFile }));
    expect(coded.CodeSha256).not.toBe(before.CodeSha256);
    const Environment = { Variables: { MODE: 'observe' } };
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 7, Environment }));
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName }));
    expect(Configuration).toMatchObject({ CodeSha256: coded.CodeSha256, Timeout: 7, Environment, Role });
    const events = await received();
    expect(events).toMatchObject([
      {
        source: 'aws.lambda',
        account: HOME,
        detail: {
          eventSource: 'lambda.amazonaws.com',
          eventName: 'UpdateFunctionCode20150331v2',
          requestParameters: { functionName: ARN },
          responseElements: { functionArn: ARN, codeSha256: coded.CodeSha256, environment: {} },
        },
      },
      {
        detail: {
          eventName: 'UpdateFunctionConfiguration20150331v2',
          requestParameters: { functionName: FunctionName, timeout: 7, environment: {} },
          responseElements: { environment: {} },
        },
      },
    ]);
    expect(JSON.stringify(events)).not.toMatch(/observe|enforce|zipFile/);
  });

  test('checks code without changing it', async () => {
    const { lambda } = await givenFunction();
    const code = { FunctionName, S3Bucket: 'code', S3Key: 'new.zip' };
    const dry = await lambda.send(new UpdateFunctionCodeCommand({ ...code, DryRun: true }));
    const changed = await lambda.send(new UpdateFunctionCodeCommand(code));
    expect(changed.CodeSha256).not.toBe(dry.CodeSha256);
  });

  test('creates, lists and deletes functions and mappings, by names with the version of the API', async () => {
    const { lambda, received } = await givenFunction();
    const Code = { ZipFile: Buffer.from('x') };
    await lambda.send(new CreateFunctionCommand({ FunctionName: 'other', Role, Code }));
    const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
    expect(Functions.map((one) => one.FunctionName)).toEqual([FunctionName, 'other']);
    const mapping = { FunctionName, EventSourceArn: QUEUE, BatchSize: 8 };
    const { UUID } = await lambda.send(new CreateEventSourceMappingCommand(mapping));
    const listed = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName }));
    expect(listed.EventSourceMappings).toMatchObject([
      { UUID, FunctionArn: ARN, EventSourceArn: QUEUE, BatchSize: 8, State: 'Enabled' },
    ]);
    const others = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName: 'other' }));
    expect(others.EventSourceMappings).toEqual([]);
    await lambda.send(new DeleteEventSourceMappingCommand({ UUID }));
    await lambda.send(new DeleteFunctionCommand({ FunctionName: 'other' }));
    const left = await lambda.send(new ListEventSourceMappingsCommand({}));
    expect(left.EventSourceMappings).toEqual([]);
    expect((await received()).map(({ detail }) => detail.eventName)).toEqual([
      'CreateFunction20150331',
      'CreateEventSourceMapping20150331',
      'DeleteEventSourceMapping20150331',
      'DeleteFunction20150331',
    ]);
  });

  test('refuses what it does not know', async () => {
    const { lambda, received } = await givenFunction();
    const missing = lambda.send(
      new UpdateFunctionCodeCommand({ FunctionName: 'none', ZipFile: Buffer.from('x') }),
    );
    expect(await errorOf(missing)).toMatchObject({ code: 'ResourceNotFoundException', status: 404 });
    const foreign = `arn:aws:lambda:us-east-1:333333333333:function:${FunctionName}`;
    const elsewhere = lambda.send(new DeleteFunctionCommand({ FunctionName: foreign }));
    expect(await errorOf(elsewhere)).toMatchObject({ code: 'ResourceNotFoundException' });
    const again = lambda.send(
      new CreateFunctionCommand({ FunctionName, Role, Code: { ZipFile: Buffer.from('x') } }),
    );
    expect(await errorOf(again)).toMatchObject({ code: 'ResourceConflictException', status: 409 });
    const invalid = lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 901 }));
    expect(await errorOf(invalid)).toMatchObject({ code: 'InvalidParameterValueException', status: 400 });
    const codeless = lambda.send(new UpdateFunctionCodeCommand({ FunctionName }));
    expect(await errorOf(codeless)).toMatchObject({ code: 'InvalidParameterValueException' });
    const unmapped = lambda.send(new UpdateEventSourceMappingCommand({ UUID: 'none', Enabled: false }));
    expect(await errorOf(unmapped)).toMatchObject({ code: 'ResourceNotFoundException' });
    expect((await received()).map(({ detail }) => detail.errorCode)).toHaveLength(6);
  });

  test('invokes a function in this process only while its mapping and its concurrency let it', async () => {
    const { sandbox, lambda, received } = await givenFunction();
    const sqs = sandbox.client(SQSClient, HOME);
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'triggers' }));
    const { id } = sandbox.functions.map({ ...LOCATION, functionArn: ARN, eventSourceArn: QUEUE });
    const queue = sandbox.sqs.queues.get(QUEUE);
    if (queue === undefined) throw new Error('no queue');
    const bodies: string[] = [];
    const poller = startEventSourceMapping({
      queue,
      clock: sandbox.clock,
      functionName: FunctionName,
      mapping: { functions: sandbox.functions, id },
      handler: async ({ Records }) => {
        bodies.push(...Records.map(({ body }) => body));
        return undefined;
      },
    });
    onTestFinished(() => poller.stop());
    const sent = async (MessageBody: string) => {
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
      await poller.idle();
      return bodies;
    };
    expect(await sent('one')).toEqual(['one']);
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID: id, Enabled: false }));
    expect(await sent('two')).toEqual(['one']);
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID: id, Enabled: true }));
    await poller.idle();
    expect(bodies).toEqual(['one', 'two']);
    await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
    const reserved = await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }));
    expect(reserved.ReservedConcurrentExecutions).toBe(0);
    expect(await sent('three')).toEqual(['one', 'two']);
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    await poller.idle();
    expect(bodies).toEqual(['one', 'two', 'three']);
    expect((await received()).map(({ detail }) => [detail.eventName, detail.requestParameters])).toEqual([
      ['UpdateEventSourceMapping20150331', { uUID: id, enabled: false }],
      ['UpdateEventSourceMapping20150331', { uUID: id, enabled: true }],
      ['PutFunctionConcurrency20171031', { functionName: FunctionName, reservedConcurrentExecutions: 0 }],
      ['DeleteFunctionConcurrency20171031', { functionName: FunctionName }],
    ]);
  });
});
