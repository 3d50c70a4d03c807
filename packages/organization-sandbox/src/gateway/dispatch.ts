import { authorize } from '../auth/authorize.ts';
import { apiCallEvents, type CallOutcome } from '../cloudtrail/api-calls.ts';
import { isManagementEvent, isReadOnly, recordingRegion } from '../cloudtrail/recorded-calls.ts';
import { AwsError } from '../contract/aws-error.ts';
import type { Call, Service } from '../contract/operation.ts';
import type { EventBridgeEvent } from '../eventbridge/event.ts';
import type { Ids } from '../ids.ts';
import type { FaultInjector } from '../settings/fault-injector.ts';
import type { Settings } from '../settings/settings.ts';
import type { Organization } from '../world/organization.ts';
import { affectedAccount } from './affected-account.ts';
import type { CallLog } from './call-log.ts';
import { delay } from './latency.ts';

export interface DispatcherOptions {
  readonly organization: Organization;
  readonly services: readonly Service[];
  readonly settings: Settings;
  readonly faults: FaultInjector;
  readonly calls: CallLog;
  readonly ids: Ids;
  readonly now: () => Date;
  /** Called before a call, it returns what puts the event of that call on a bus, if a trail records it. */
  readonly startRecording: () => (event: EventBridgeEvent) => void;
  /** Whether a rule asks for read-only calls in an account and Region. */
  readonly wantsReadOnlyCalls: (accountId: string, region: string) => boolean;
}

export type DispatchResult = CallOutcome & { readonly dropResponse: boolean };

/** A call before its latency, after which its time is set. */
export type IncomingCall = Omit<Call, 'now'>;

/** Runs calls: latency and injected faults, policies, the operation, its CloudTrail event, the call log. */
export function createDispatcher(
  options: DispatcherOptions,
): (incoming: IncomingCall) => Promise<DispatchResult> {
  const { organization, settings, faults, calls, ids, now, startRecording, wantsReadOnlyCalls } = options;
  const operations = new Map(
    options.services.flatMap(({ name, operations }) =>
      Object.entries(operations).map(([operation, run]) => [`${name}:${operation}`, run] as const),
    ),
  );

  async function run(call: Call): Promise<CallOutcome> {
    try {
      const operation = operations.get(`${call.service}:${call.operation}`);
      if (operation === undefined) {
        throw new AwsError(
          'InvalidAction',
          `The sandbox has no operation ${call.service}:${call.operation}.`,
        );
      }
      authorize(call, organization);
      return { type: 'answer', answer: await operation(call) };
    } catch (error) {
      return { type: 'error', error: error instanceof AwsError ? error : internalFailure(error) };
    }
  }

  const isRecorded = (call: Call): boolean =>
    isManagementEvent(call) &&
    (!isReadOnly(call.operation) || wantsReadOnlyCalls(call.caller.accountId, recordingRegion(call)));

  return async (incoming) => {
    const fault = faults.take({ ...incoming, account: affectedAccount(incoming) });
    await delay(settings.latencyMs, fault);
    const call: Call = { ...incoming, now: now() };
    const emit = startRecording();
    const outcome: CallOutcome =
      fault?.type === 'error'
        ? { type: 'error', error: new AwsError(fault.code, fault.message, fault.status) }
        : await run(call);

    const dropResponse = fault?.type === 'drop-response';
    calls.add({
      at: call.now,
      service: call.service,
      operation: call.operation,
      caller: call.caller.arn,
      account: affectedAccount(call),
      outcome: dropResponse ? 'ResponseDropped' : outcomeName(outcome),
      requestId: call.requestId,
    });
    if (fault?.type !== 'error' && isRecorded(call)) {
      for (const event of apiCallEvents(ids, call, outcome)) emit(event);
    }
    return { ...outcome, dropResponse };
  };
}

const outcomeName = (outcome: CallOutcome): string =>
  outcome.type === 'answer' ? 'Success' : outcome.error.code;

const internalFailure = (error: unknown) =>
  new AwsError('InternalFailure', error instanceof Error ? error.message : String(error), 500);
