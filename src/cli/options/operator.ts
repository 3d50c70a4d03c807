import type { Operator } from '../../domain/ledger-entry.ts';
import type { OperatorPorts } from '../../runtime/operator/ports.ts';
import { flag, optional, required, withDefault } from './option.ts';
import { text } from './parsers.ts';

export const YES = flag('-y, --yes', 'proceed without asking for confirmation');

export const TICKET = optional('--ticket <ticket>', 'ticket of the approval; recorded in the ledger', text);

export const REASON = required('--reason <text>', 'why; recorded in the ledger', text);

/** Where a reason is optional. */
export function reasonWithDefault(defaultText: string) {
  return withDefault('--reason <text>', 'why; recorded in the ledger', text, defaultText);
}

/** The identity of the credentials in use, and why it runs the command. */
export function operatorOf(
  { target }: OperatorPorts,
  { reason, ticket }: { readonly reason: string; readonly ticket: string | undefined },
): Operator {
  return { by: target.caller.arn, reason, ticket };
}
