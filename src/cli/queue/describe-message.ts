import { assertNever } from '../../domain/errors.ts';
import { formatScope } from '../../domain/exception.ts';
import { IRRELEVANT, type ParsedMessage } from '../../events/parsed-message.ts';
import { describeTrigger } from '../history/describe-entry.ts';

/** What a message is about, in one line. */
export function describeMessage(message: ParsedMessage): string {
  switch (message.type) {
    case 'trigger':
      return describeTrigger(message.trigger);
    case 'weakening':
      return `the guardrail was weakened: ${describeTrigger(message.trigger)}`;
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

/** The account that it would lead to an audit of. */
export function accountOf(message: ParsedMessage): string | undefined {
  return message.type === 'trigger' || message.type === 'weakening' ? message.trigger.account : undefined;
}
