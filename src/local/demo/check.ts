import { isDeepStrictEqual } from 'node:util';

/** Something that the demo prints is not true in the sandbox. */
export class FailedCheckError extends Error {
  constructor(what: string, expected: unknown, seen: unknown) {
    super(`${what}: expected ${JSON.stringify(expected)}, saw ${JSON.stringify(seen)}`);
    this.name = 'FailedCheckError';
  }
}

/** @throws FailedCheckError */
export function check<Value>(what: string, seen: Value, expected: Value): void {
  if (!isDeepStrictEqual(seen, expected)) throw new FailedCheckError(what, expected, seen);
}

/** @throws FailedCheckError when there is nothing */
export function present<Value>(what: string, value: Value | undefined): Value {
  if (value === undefined) throw new FailedCheckError(what, 'something', 'nothing');
  return value;
}
