import { isDeepStrictEqual } from 'node:util';

/** Something that the demo tells and that is not so. */
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
