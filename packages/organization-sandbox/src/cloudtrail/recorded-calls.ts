import type { Call } from '../contract/operation.ts';

type NamedCall = Pick<Call, 'service' | 'operation'>;

/**
 * The services whose management events are recorded, each with the operations that are not: what passes messages on, and
 * what SQS and DynamoDB count as data events.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/logging-using-cloudtrail.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/logging-using-cloudtrail.html
 */
const NOT_RECORDED: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    iam: [],
    organizations: [],
    sts: [],
    cloudtrail: [],
    account: [],
    lambda: [],
    // A data event, which only a trail of data events records.
    events: ['PutEvents'],
    sns: ['Publish', 'PublishBatch'],
    dynamodb: [
      'BatchExecuteStatement',
      'BatchGetItem',
      'BatchWriteItem',
      'DeleteItem',
      'ExecuteStatement',
      'ExecuteTransaction',
      'GetItem',
      'PutItem',
      'Query',
      'Scan',
      'TransactGetItems',
      'TransactWriteItems',
      'UpdateItem',
    ],
    sqs: [
      'SendMessage',
      'SendMessageBatch',
      'ReceiveMessage',
      'DeleteMessage',
      'DeleteMessageBatch',
      'ChangeMessageVisibility',
      'ChangeMessageVisibilityBatch',
      'GetQueueAttributes',
      'GetQueueUrl',
      'ListDeadLetterSourceQueues',
      'ListQueues',
      'ListQueueTags',
    ],
  }).map(([service, operations]) => [service, new Set<string>(operations)]),
);

/** Whether CloudTrail makes a management event of the call, which a trail may record. */
export const isManagementEvent = ({ service, operation }: NamedCall): boolean =>
  NOT_RECORDED.get(service)?.has(operation) === false;

const READ_ONLY = /^(Get|List|Describe)/;
/** They hand out credentials. https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html */
const NOT_READ_ONLY = new Set(['GetFederationToken', 'GetSessionToken']);

/** Whether EventBridge passes the call only to rules that ask for read-only calls. It goes by the name. */
export const isReadOnly = (operation: string): boolean =>
  READ_ONLY.test(operation) && !NOT_READ_ONLY.has(operation);

/** They have no Regions, and record in this one. */
const GLOBAL_SERVICES = new Set(['iam', 'organizations', 'account']);
const GLOBAL_REGION = 'us-east-1';

/** A call is recorded where it was made, one of a global service in us-east-1. */
export const recordingRegion = ({ service, region }: Pick<Call, 'service' | 'region'>): string =>
  GLOBAL_SERVICES.has(service) ? GLOBAL_REGION : region;

/** https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html */
const LAMBDA_EVENT_NAMES: Readonly<Record<string, string>> = {
  CreateFunction: 'CreateFunction20150331',
  GetFunction: 'GetFunction20150331v2',
  DeleteFunction: 'DeleteFunction20150331',
  UpdateFunctionCode: 'UpdateFunctionCode20150331v2',
  UpdateFunctionConfiguration: 'UpdateFunctionConfiguration20150331v2',
  PutFunctionConcurrency: 'PutFunctionConcurrency20171031',
  DeleteFunctionConcurrency: 'DeleteFunctionConcurrency20171031',
  CreateEventSourceMapping: 'CreateEventSourceMapping20150331',
  UpdateEventSourceMapping: 'UpdateEventSourceMapping20150331',
  DeleteEventSourceMapping: 'DeleteEventSourceMapping20150331',
};

/** Lambda's events have the version of the API in their names. */
export const eventNameOf = ({ service, operation }: NamedCall): string =>
  (service === 'lambda' ? LAMBDA_EVENT_NAMES[operation] : undefined) ?? operation;
