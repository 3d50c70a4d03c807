/** A value without parts: what an event pattern can look at. */
export type Scalar = string | number | boolean | null;

/** A scalar of an event, with where it stands. */
export interface Leaf {
  readonly value: Scalar;
  /** For each array the leaf stands in, which element it belongs to. */
  readonly elements: ReadonlyMap<string, number>;
}

/**
 * The leaves of an event by path (`detail.userIdentity.type`). Arrays do not count as a step of a path: each of their
 * elements stands at the path of the array. Empty objects and empty arrays have no leaves, so for a pattern they do
 * not exist.
 */
export function leavesOf(event: unknown): ReadonlyMap<string, readonly Leaf[]> {
  const leaves = new Map<string, Leaf[]>();
  collect(event, '', new Map(), leaves);
  return leaves;
}

function collect(
  value: unknown,
  path: string,
  elements: ReadonlyMap<string, number>,
  leaves: Map<string, Leaf[]>,
): void {
  if (isScalar(value)) {
    const siblings = leaves.get(path) ?? [];
    siblings.push({ value, elements });
    leaves.set(path, siblings);
  } else if (Array.isArray(value)) {
    // The array's own position tells it apart from its like inside other elements of an outer array.
    const array = `${path}@${[...elements.values()].join('.')}`;
    for (const [index, element] of value.entries()) {
      collect(element, path, new Map([...elements, [array, index]]), leaves);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, child] of Object.entries(value)) {
      collect(child, path === '' ? key : `${path}.${key}`, elements, leaves);
    }
  }
}

export const isScalar = (value: unknown): value is Scalar =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
