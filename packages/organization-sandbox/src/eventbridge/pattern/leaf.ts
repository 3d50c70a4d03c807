/** A value without parts, which an event pattern can match. */
export type Scalar = string | number | boolean | null;

/** A scalar of an event, with its position. */
export interface Leaf {
  readonly value: Scalar;
  readonly elements: Elements;
}

/** For each enclosing array, by the array's number in the event, the index of the enclosing element. */
export type Elements = ReadonlyMap<number, number>;

/**
 * The leaves of an event by path (`detail.userIdentity.type`). Arrays are not a step of a path: their elements have the path
 * of the array. Empty objects and empty arrays have no leaves, so for a pattern they do not exist. A scalar in an array
 * belongs to no element: only objects and arrays keep their leaves together.
 */
export function leavesOf(event: unknown): ReadonlyMap<string, readonly Leaf[]> {
  const leaves = new Map<string, Leaf[]>();
  let arrays = 0;

  function collect(value: unknown, path: string, elements: Elements): void {
    if (isScalar(value)) {
      const siblings = leaves.get(path) ?? [];
      siblings.push({ value, elements });
      leaves.set(path, siblings);
    } else if (Array.isArray(value)) {
      const array = arrays++;
      for (const [index, element] of value.entries()) {
        collect(element, path, isScalar(element) ? elements : new Map([...elements, [array, index]]));
      }
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, child] of Object.entries(value)) {
        collect(child, path === '' ? key : `${path}.${key}`, elements);
      }
    }
  }

  collect(event, '', new Map());
  return leaves;
}

export const isScalar = (value: unknown): value is Scalar =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
