/**
 * Creates the value of a key when it is first asked for, and keeps it. Concurrent callers share the same promise. A failure
 * is not kept: a call that failed once must not fail for as long as the process lives.
 */
export function memoize<Key, Value>(create: (key: Key) => Promise<Value>): (key: Key) => Promise<Value> {
  const created = new Map<Key, Promise<Value>>();
  return (key) => {
    const existing = created.get(key);
    if (existing !== undefined) return existing;
    const creating = create(key);
    created.set(key, creating);
    creating.catch(() => created.delete(key));
    return creating;
  };
}

/** The same for a single value. */
export function memoizeOne<Value>(create: () => Promise<Value>): () => Promise<Value> {
  const value = memoize<undefined, Value>(create);
  return () => value(undefined);
}
