import { assertNever } from '../../domain/errors.ts';
import { formatScope } from '../../domain/exception.ts';
import { describeEvent } from '../../domain/trigger.ts';
import { arrivalOf } from '../../events/delivery.ts';
import { type ParseContext, parseMessage } from '../../events/parse-message.ts';
import { IRRELEVANT, type ParsedMessage } from '../../events/parsed-message.ts';
import type { MessageIssue } from '../../guardrail/operate/redrive-dead-letters.ts';
import { FIRST_SENT_AT, type PeekedMessage } from '../../guardrail/ports/queue-inspection.ts';
import { describeTrigger } from './ledger-entry.ts';

/** Parses a message as the consumer of the queue does. */
export function readMessage(
  { body, sentAt, attributes }: PeekedMessage,
  queue: 'triggers' | 'sweep',
  context: ParseContext,
): ParsedMessage {
  return parseMessage(
    { body, sentAt, queue, arrivedAt: arrivalOf(sentAt, attributes[FIRST_SENT_AT]) },
    context,
  );
}

/** The issue of a malformed message; undefined if it parses. A dead letter goes back to the triggers queue. */
export function issueOf(message: PeekedMessage, context: ParseContext): MessageIssue | undefined {
  const parsed = readMessage(message, 'triggers', context);
  return parsed.type === 'malformed' ? { path: parsed.path, message: parsed.message } : undefined;
}

/** Describes a message in one line. */
export function describeMessage(message: ParsedMessage): string {
  switch (message.type) {
    case 'trigger':
      return describeTrigger(message.trigger);
    case 'weakening':
      return `the guardrail was weakened: ${describeTrigger(message.trigger)}`;
    case 'announcement':
      return `announced: ${describeEvent(message.announced.event)}`;
    case 'exception-change':
      return `exception ${message.trigger.id} of ${formatScope(message.trigger.scope)} changed`;
    case 'irrelevant':
      return `leads to nothing: ${IRRELEVANT[message.reason]}`;
    case 'malformed':
      return `does not parse at ${message.path}: ${message.message}`;
    default:
      return assertNever(message);
  }
}

/** The account that the message would cause an audit of, or that it is about. */
export function accountOf(message: ParsedMessage): string | undefined {
  if (message.type === 'announcement') return message.announced.account;
  return message.type === 'trigger' || message.type === 'weakening' ? message.trigger.account : undefined;
}
