import type { Operator } from '../domain/ledger-entry.ts';
import type { OperatorPorts } from '../runtime/operator-ports.ts';
import { flag, type Given, optional, withDefault } from './option.ts';
import { text } from './values.ts';

export const YES = flag('-y, --yes', 'go on without being asked');

export const TICKET = optional('--ticket <ticket>', 'where it was agreed; kept in the ledger', text);

/** Where a reason may be given and need not be. */
export function reasonOption(fallback: string) {
  return withDefault('--reason <text>', 'why; kept in the ledger', text, fallback);
}

/** Whoever the credentials at hand belong to. */
export function operatorAct({ place }: OperatorPorts, given: Given, reason: string): Operator {
  return { by: place.caller.arn, reason, ticket: given(TICKET) };
}
