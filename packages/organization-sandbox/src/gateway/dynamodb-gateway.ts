import type { IncomingMessage, ServerResponse } from 'node:http';
import { authorize } from '../auth/authorize.ts';
import { apiCallEvents, type CallOutcome } from '../cloudtrail/api-calls.ts';
import { isManagementEvent, isReadOnly } from '../cloudtrail/recorded-calls.ts';
import { AwsError } from '../contract/aws-error.ts';
import type { JsonObject } from '../contract/json.ts';
import type { Call } from '../contract/operation.ts';
import type { DynamoDb, OnAnswer } from '../dynamodb/dynamodb.ts';
import type { EventBridgeEvent } from '../eventbridge/event.ts';
import type { Ids } from '../ids.ts';
import type { FaultInjector } from '../settings/fault-injector.ts';
import type { Settings } from '../settings/settings.ts';
import type { Organization } from '../world/organization.ts';
import type { CallLog } from './call-log.ts';
import { delay } from './latency.ts';

export interface DynamoDbGatewayOptions {
  readonly organization: Organization;
  readonly dynamoDb: DynamoDb;
  readonly settings: Settings;
  readonly faults: FaultInjector;
  readonly calls: CallLog;
  readonly ids: Ids;
  readonly now: () => Date;
  readonly startRecording: () => (event: EventBridgeEvent) => void;
}

/** A DynamoDB request before its body is read. */
export interface DynamoDbRequest {
  /** What is known of the call. */
  readonly unread: Omit<Call, 'operation' | 'input' | 'now'>;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * Passes DynamoDB requests on unread. Like all calls they are logged, and faults and policies apply; as the table is not
 * known, their resource is `*`.
 */
export function createDynamoDbGateway(options: DynamoDbGatewayOptions) {
  const { organization, dynamoDb, settings, faults, calls, ids, now, startRecording } = options;
  return async ({ unread, request, response }: DynamoDbRequest): Promise<void> => {
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    const { caller, requestId } = unread;
    const target = { service: 'dynamodb', operation, account: caller.accountId };
    const fault = faults.take(target);
    const log = (outcome: string) =>
      calls.add({ ...target, at: now(), caller: caller.arn, outcome, requestId });

    const emit = startRecording();
    // Calls that read are not recorded: their body would have to be read for nothing in most cases.
    const isRecorded = isManagementEvent(target) && !isReadOnly(operation);
    const record = (input: JsonObject, outcome: CallOutcome) => {
      const call = { ...unread, operation, input, now: now() };
      if (isRecorded) for (const event of apiCallEvents(ids, call, outcome)) emit(event);
    };
    const onAnswer: OnAnswer = (input, status, answer) => record(input, outcomeOf(status, answer));

    const requireAccess = () => {
      try {
        authorize({ ...unread, operation, input: {}, now: now() }, organization);
      } catch (error) {
        if (error instanceof AwsError) {
          log(error.code);
          record({}, { type: 'error', error });
        }
        throw error;
      }
    };

    await delay(settings.latencyMs, fault);
    switch (fault?.type) {
      case 'error':
        log(fault.code);
        request.resume();
        throw new AwsError(fault.code, fault.message, fault.status);
      case 'drop-response':
        requireAccess();
        log('ResponseDropped');
        dropResponse(response);
        break;
      default:
        requireAccess();
        response.once('finish', () =>
          log(response.statusCode < 300 ? 'Success' : `HTTP ${response.statusCode}`),
        );
    }
    dynamoDb.handle(request, response, isRecorded ? onAnswer : undefined);
  };
}

function outcomeOf(status: number, answer: JsonObject): CallOutcome {
  if (status === 200) return { type: 'answer', answer };
  const code = String(answer.__type).split('#').at(-1) ?? '';
  return { type: 'error', error: new AwsError(code, String(answer.message ?? answer.Message ?? ''), status) };
}

/** Breaks the connection instead of sending the answer. dynalite sends it in one `end`, after the operation took effect. */
function dropResponse(response: ServerResponse): void {
  response.end = () => response.destroy();
}
