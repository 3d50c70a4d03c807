import { isDeepStrictEqual } from 'node:util';

/** A claim of the demo that is not true in the sandbox. */
export class UntrueClaimError extends Error {
  constructor(what: string, expected: unknown, seen: unknown) {
    super(`${what}: expected ${JSON.stringify(expected)}, saw ${JSON.stringify(seen)}`);
    this.name = 'UntrueClaimError';
  }
}

/** @throws UntrueClaimError */
export function claim<Value>(what: string, seen: Value, expected: Value): void {
  if (!isDeepStrictEqual(seen, expected)) throw new UntrueClaimError(what, expected, seen);
}

/** @throws UntrueClaimError when there is nothing */
export function present<Value>(what: string, value: Value | undefined): Value {
  if (value === undefined) throw new UntrueClaimError(what, 'something', 'nothing');
  return value;
}
