/** A value without parts: what an event pattern can look at. */
export type Scalar = string | number | boolean | null;

/** A scalar of an event, with where it stands. */
export interface Leaf {
  readonly value: Scalar;
  readonly elements: Elements;
}

/** For each array around something, by the array's number in the event, the element it is in. */
export type Elements = ReadonlyMap<number, number>;

/**
 * The leaves of an event by path (`detail.userIdentity.type`). Arrays do not count as a step of a path: each of their
 * elements stands at the path of the array. Empty objects and empty arrays have no leaves, so for a pattern they do
 * not exist. A scalar belongs to no element of the array that lists it: only objects and arrays in an array hold
 * together what is in them.
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
