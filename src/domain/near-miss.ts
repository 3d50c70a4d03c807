/** Too many valid names are one letter away from a shorter one. */
const MIN_MISTYPED_CHARACTERS = 4;

/**
 * The known name that a text was probably meant to be: the same but for case, blanks and separators, or one letter
 * away from it (missing, added, another one, or two neighbours swapped). Undefined for a known name itself.
 */
export function nearMiss<Name extends string>(text: string, known: readonly Name[]): Name | undefined {
  if (known.some((name) => name === text)) return undefined;
  const normalized = normalize(text);
  return known.find((name) => {
    const normalizedName = normalize(name);
    if (normalized === normalizedName) return true;
    return normalizedName.length >= MIN_MISTYPED_CHARACTERS && isOneTypoAway(normalized, normalizedName);
  });
}

/** ` (did you mean "payments"?)`, or nothing where no known name is close. */
export function didYouMean(text: string, known: Iterable<string>): string {
  const name = nearMiss(text, [...known]);
  return suggestion(name === undefined ? [] : [name]);
}

/** ` (did you mean "list" or "mist"?)`, or nothing without a name. */
export function suggestion(names: readonly string[]): string {
  if (names.length === 0) return '';
  return ` (did you mean ${names.map((name) => JSON.stringify(name)).join(' or ')}?)`;
}

/** Without what a reader overlooks: case, blanks of every kind, characters without a width, separators. */
function normalize(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\p{Z}\p{C}_.:-]/gu, '')
    .toLowerCase();
}

function isOneTypoAway(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  const [left, right] = [one.slice(start), other.slice(start)];
  return (
    left.slice(1) === right.slice(1) ||
    left.slice(1) === right ||
    left === right.slice(1) ||
    (left[0] === right[1] && left[1] === right[0] && left.slice(2) === right.slice(2))
  );
}
