import type { Elements, Leaf } from './leaf.ts';
import type { Matcher } from './matcher.ts';

/** What a field can be matched by: elements of arrays that some leaf of it stands in. */
interface FieldMatches {
  readonly elements: readonly Elements[];
  /** The arrays that this field or a later one looks into: all that a choice made before can matter for. */
  readonly arrays: ReadonlySet<number>;
}

/**
 * Whether every field finds a leaf, all of them in the same elements of the arrays they share: of
 * `[{"a": 1, "b": 2}, {"a": 3}]`, `a` 3 and `b` 2 do not match together.
 */
export function fieldsMatch(
  branch: ReadonlyMap<string, readonly Matcher[]>,
  leaves: ReadonlyMap<string, readonly Leaf[]>,
): boolean {
  const fields: FieldMatches[] = [];
  const arrays = new Set<number>();
  // From the last path to the first, so that what stands close together in the event is chosen one after the other.
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
  return new Choice(fields).isPossible(0, new Map());
}

const matchesOne = (matchers: readonly Matcher[], value: Leaf['value']): boolean =>
  matchers.some((matcher) => matcher.type === 'value' && matcher.test(value));

/** Leaves in the same elements can stand for each other. */
const distinct = (leaves: readonly Leaf[]): readonly Elements[] => [
  ...new Map(leaves.map(({ elements }) => [[...elements].join(';'), elements])).values(),
];

/** Chooses the elements of one field after the other. What led nowhere once is not tried again. */
class Choice {
  readonly #fields: readonly FieldMatches[];
  readonly #deadEnds = new Set<string>();

  constructor(fields: readonly FieldMatches[]) {
    this.#fields = fields;
  }

  isPossible(index: number, chosen: Elements): boolean {
    const field = this.#fields[index];
    if (field === undefined) return true;
    const mattering = [...chosen].filter(([array]) => field.arrays.has(array));
    const key = `${index}/${mattering.join(';')}`;
    if (this.#deadEnds.has(key)) return false;
    const isFound = field.elements.some(
      (elements) =>
        agrees(elements, chosen) && this.isPossible(index + 1, new Map([...mattering, ...elements])),
    );
    if (!isFound) this.#deadEnds.add(key);
    return isFound;
  }
}

const agrees = (elements: Elements, chosen: Elements): boolean =>
  [...elements].every(([array, index]) => (chosen.get(array) ?? index) === index);
