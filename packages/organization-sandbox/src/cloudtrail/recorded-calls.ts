import type { Call } from '../contract/operation.ts';

type NamedCall = Pick<Call, 'service' | 'operation'>;

/**
 * The services whose management events are recorded, each with the operations that are not: what passes messages on, and
 * what SQS counts as data events.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/logging-using-cloudtrail.html
 */
const NOT_RECORDED: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    iam: [],
    organizations: [],
    sts: [],
    cloudtrail: [],
    account: [],
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
