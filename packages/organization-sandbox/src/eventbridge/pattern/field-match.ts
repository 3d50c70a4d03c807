import type { Elements, Leaf } from './leaf.ts';
import type { Matcher } from './matcher.ts';

/** The possible matches of a field: for each matching leaf, the array elements that contain it. */
interface FieldMatches {
  readonly elements: readonly Elements[];
  /** The arrays that this field or a later one is in. Earlier choices in other arrays are irrelevant. */
  readonly arrays: ReadonlySet<number>;
}

/**
 * Whether every field matches a leaf, all of them in the same elements of the arrays they share: in
 * `[{"a": 1, "b": 2}, {"a": 3}]`, `a` 3 and `b` 2 do not match together.
 */
export function fieldsMatch(
  branch: ReadonlyMap<string, readonly Matcher[]>,
  leaves: ReadonlyMap<string, readonly Leaf[]>,
): boolean {
  const fields: FieldMatches[] = [];
  const arrays = new Set<number>();
  // From the last path to the first, so that fields of one array are chosen one after the other.
  for (const [path, matchers] of [...branch].sort(([left], [right]) => (left < right ? 1 : -1))) {
    const candidates = leaves.get(path);
    if (candidates === undefined) {
      if (!matchers.some(({ type }) => type === 'absent')) return false;
      continue;
    }
    const elements = distinct(candidates.filter(({ value }) => matchesOne(matchers, value)));
    if (elements.length === 0) return false;
    for (const [array] of elements.flatMap((each) => [...each])) arrays.add(array);
    fields.unshift({ elements, arrays: new Set(arrays) });
  }
  return new ElementChoice(fields).isPossible(0, new Map());
}

const matchesOne = (matchers: readonly Matcher[], value: Leaf['value']): boolean =>
  matchers.some((matcher) => matcher.type === 'value' && matcher.test(value));

/** Leaves in the same elements are equivalent. */
const distinct = (leaves: readonly Leaf[]): readonly Elements[] => [
  ...new Map(leaves.map(({ elements }) => [[...elements].join(';'), elements])).values(),
];

/** Chooses the elements of one field after the other, by backtracking. Dead ends are remembered. */
class ElementChoice {
  readonly #fields: readonly FieldMatches[];
  readonly #deadEnds = new Set<string>();

  constructor(fields: readonly FieldMatches[]) {
    this.#fields = fields;
  }

  isPossible(index: number, chosen: Elements): boolean {
    const field = this.#fields[index];
    if (field === undefined) return true;
    const relevant = [...chosen].filter(([array]) => field.arrays.has(array));
    const key = `${index}/${relevant.join(';')}`;
    if (this.#deadEnds.has(key)) return false;
    const isFound = field.elements.some(
      (elements) =>
        agrees(elements, chosen) && this.isPossible(index + 1, new Map([...relevant, ...elements])),
    );
    if (!isFound) this.#deadEnds.add(key);
    return isFound;
  }
}

const agrees = (elements: Elements, chosen: Elements): boolean =>
  [...elements].every(([array, index]) => (chosen.get(array) ?? index) === index);
