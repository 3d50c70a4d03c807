/**
 * Makes the value of a key when it is first asked for, and remembers it. Who asks meanwhile waits for the same making. A
 * failure is not remembered: a call that failed once must not fail for as long as the process lives.
 */
export function memoize<Key, Value>(make: (key: Key) => Promise<Value>): (key: Key) => Promise<Value> {
  const made = new Map<Key, Promise<Value>>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const making = make(key);
    made.set(key, making);
    making.catch(() => made.delete(key));
    return making;
  };
}

/** The same for a single value. */
export function memoizeOne<Value>(make: () => Promise<Value>): () => Promise<Value> {
  const value = memoize<undefined, Value>(make);
  return () => value(undefined);
}
