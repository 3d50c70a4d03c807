import { InvalidInputError } from './errors.ts';
import type { ModeOverrides } from './mode-overrides.ts';

/*
 * DynamoDB stores an item of at most 400 KB. The ledger has one for each change, with the modes before it and after it, who
 * made it and why. So each part has a limit, and a change that can be stored can be recorded.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html says how an item is measured.
 */

/** For all modes of organizational units and accounts together. An account takes 20 of them, a unit mostly 24. */
const MAX_OVERRIDES_BYTES = 180_000;

/** For the reason and the ticket together. */
const MAX_OPERATOR_TEXTS_BYTES = 10_000;

export const TOO_MANY_OVERRIDES = `must take at most ${MAX_OVERRIDES_BYTES} bytes in DynamoDB, so about 9000 accounts or 7500 organizational units can have a mode of their own`;

/** Whether a change of them can be recorded. */
export function canBeStored({ organizationalUnits, accounts }: ModeOverrides): boolean {
  const entries = [...Object.entries(organizationalUnits), ...Object.entries(accounts)];
  const bytes = entries.reduce((sum, [id, mode]) => sum + id.length + mode.length + 1, 0);
  return bytes <= MAX_OVERRIDES_BYTES;
}

/** @throws InvalidInputError `settings-too-large`: as an item of DynamoDB, or its ledger entry */
export function checkSettingsSize(
  overrides: ModeOverrides,
  { reason, ticket }: { readonly reason: string; readonly ticket: string | undefined },
): void {
  const bytes = Buffer.byteLength(reason) + Buffer.byteLength(ticket ?? '');
  const issues = [
    ...(canBeStored(overrides) ? [] : [`overrides: ${TOO_MANY_OVERRIDES}`]),
    ...(bytes > MAX_OPERATOR_TEXTS_BYTES
      ? [`reason and ticket: must take at most ${MAX_OPERATOR_TEXTS_BYTES} bytes together, and take ${bytes}`]
      : []),
  ];
  if (issues.length > 0) throw new InvalidInputError('settings-too-large', 'settings', issues);
}
