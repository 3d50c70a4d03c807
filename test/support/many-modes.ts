import type { Mode } from '../../src/domain/policy.ts';

/** Modes of so many accounts; each takes 20 bytes in DynamoDB. */
export function accountsWithModes(count: number) {
  return { organizationalUnits: {}, accounts: modesOf(count, (index) => String(300_000_000_000 + index)) };
}

/** Modes of so many organizational units with ids of the usual length; each takes 24 bytes in DynamoDB. */
export function unitsWithModes(count: number) {
  const idOf = (index: number) => `ou-ab12-${String(index).padStart(8, '0')}`;
  return { organizationalUnits: modesOf(count, idOf), accounts: {} };
}

/** With the longest ids that AWS allows; each takes 76 bytes in DynamoDB. */
export function unitsWithLongIds(count: number) {
  const idOf = (index: number) => `ou-${'a'.repeat(32)}-${String(index).padStart(32, '0')}`;
  return { organizationalUnits: modesOf(count, idOf), accounts: {} };
}

function modesOf(count: number, idOf: (index: number) => string): Readonly<Record<string, Mode>> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [idOf(index), 'enforce' as const]));
}
