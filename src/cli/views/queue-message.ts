import { assertNever } from '../../domain/errors.ts';
import { formatScope } from '../../domain/exception.ts';
import { isDenied } from '../../domain/recorded-session.ts';
import { describeEvent } from '../../domain/trigger.ts';
import { type ParsedActivity, parseActivity } from '../../events/activity.ts';
import { arrivalOf } from '../../events/delivery.ts';
import { type ParsedHeartbeat, parseHeartbeat } from '../../events/heartbeat.ts';
import type { WatchedInstallation } from '../../events/own-parts/read-own-part-change.ts';
import { type ParseContext, parseMessage } from '../../events/parse-message.ts';
import { IRRELEVANT, type ParsedMessage } from '../../events/parsed-message.ts';
import type { MessageIssue } from '../../guardrail/operate/redrive-dead-letters.ts';
import { type ReturnQueueName, returnQueueOf } from '../../guardrail/operate/return-queue.ts';
import { FIRST_SENT_AT, type PeekedMessage } from '../../guardrail/ports/queue-inspection.ts';
import type { QueueName } from '../../guardrail/ports/work-queues.ts';
import { describeTrigger } from './ledger-entry.ts';

/** Whatever a message of any queue means. */
export type ReadMessage = ParsedMessage | ParsedHeartbeat | ParsedActivity;

interface ReadContext extends ParseContext {
  readonly queueNames: Readonly<Record<QueueName, string>>;
  /** Decides what of a message is about rootguard's own parts. */
  readonly installation: WatchedInstallation;
}

/** Parses a message as the function behind the queue does. */
export function readMessage(
  { body, sentAt, attributes }: PeekedMessage,
  queue: 'sweep' | ReturnQueueName,
  context: ReadContext,
): ReadMessage {
  switch (queue) {
    case 'heartbeats':
      return parseHeartbeat(body, sentAt);
    case 'activity':
    case 'memberActivity':
      return parseActivity(body, sentAt, context.installation);
    default:
      return parseMessage(
        { body, sentAt, queue, arrivedAt: arrivalOf(sentAt, attributes[FIRST_SENT_AT]) },
        context,
      );
  }
}

/** Parses a dead letter as the function that it goes back to does. */
export function readDeadLetter(message: PeekedMessage, context: ReadContext): ReadMessage {
  return readMessage(message, returnQueueOf(message, context.queueNames), context);
}

/** The issue of a malformed dead letter; undefined if it parses. */
export function issueOf(message: PeekedMessage, context: ReadContext): MessageIssue | undefined {
  const parsed = readDeadLetter(message, context);
  return parsed.type === 'malformed' ? { path: parsed.path, message: parsed.message } : undefined;
}

/** Describes a message in one line. */
export function describeMessage(message: ReadMessage): string {
  switch (message.type) {
    case 'trigger':
      return describeTrigger(message.trigger);
    case 'weakening':
      return `the guardrail was weakened: ${describeTrigger(message.trigger)}`;
    case 'announcement':
      return `announced: ${describeEvent(message.announced.event)}`;
    case 'exception-change':
      return `exception ${message.trigger.id} of ${formatScope(message.trigger.scope)} changed`;
    case 'session-opened': {
      const { session } = message;
      return `a root session of ${session.target ?? 'an account'} was ${isDenied(session) ? 'denied to' : 'opened by'} ${session.openedBy}`;
    }
    case 'own-part-changed':
      return `rootguard itself was changed: ${message.trigger.name}`;
    case 'heartbeat':
      return `the account is heard: an audit read it at ${message.at.toISOString()}`;
    case 'irrelevant':
      return `leads to nothing: ${IRRELEVANT[message.reason]}`;
    case 'malformed':
      return `does not parse at ${message.path}: ${message.message}`;
    default:
      return assertNever(message);
  }
}

/** The account that the message would cause an audit of, or that it is about. */
export function accountOf(message: ReadMessage): string | undefined {
  if (message.type === 'announcement') return message.announced.account;
  if (message.type === 'heartbeat') return message.account;
  if (message.type === 'session-opened') return message.session.target;
  return message.type === 'trigger' || message.type === 'weakening' ? message.trigger.account : undefined;
}
