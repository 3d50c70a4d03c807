import { PatternError } from './pattern-error.ts';

/** One step of a wildcard pattern: a character, or any text. */
export type WildcardStep = { readonly type: 'any' } | { readonly type: 'letter'; readonly letter: string };

const ANY: WildcardStep = { type: 'any' };

/**
 * `*` matches any text, also none. A backslash escapes `*` and itself. Two wildcards in a row and any other use of a
 * backslash are refused, with their position in bytes of the quoted text.
 */
export function parseWildcard(pattern: string): readonly WildcardStep[] {
  const steps: WildcardStep[] = [];
  const letters = [...pattern];
  for (let index = 0; index < letters.length; index += 1) {
    const letter = letters[index] ?? '';
    const next = letters[index + 1];
    const bytePosition = () => Buffer.byteLength(letters.slice(0, index).join('')) + 1;
    if (letter === '*') {
      if (next === '*') throw new PatternError(`Consecutive wildcard characters at pos ${bytePosition()}`);
      steps.push(ANY);
    } else if (letter === '\\') {
      if (next !== '*' && next !== '\\')
        throw new PatternError(`Invalid escape character at pos ${bytePosition()}`);
      steps.push({ type: 'letter', letter: next });
      index += 1;
    } else {
      steps.push({ type: 'letter', letter });
    }
  }
  return steps;
}

/**
 * Whether a text matches. A part between two wildcards is matched at its first occurrence: a later one would only leave less
 * for the rest. So the time is at most the length of the pattern times that of the text.
 */
export function wildcardTest(pattern: string): (text: string) => boolean {
  const [start = '', ...rest] = partsOf(parseWildcard(pattern));
  const end = rest.pop();
  if (end === undefined) return (text) => text === start;
  return (text) => {
    if (!text.startsWith(start)) return false;
    let from = start.length;
    for (const part of rest) {
      const found = text.indexOf(part, from);
      if (found === -1) return false;
      from = found + part.length;
    }
    return text.length - end.length >= from && text.endsWith(end);
  };
}

/** The texts between the wildcards; one more than there are wildcards. */
function partsOf(steps: readonly WildcardStep[]): string[] {
  const parts = [''];
  for (const step of steps) {
    if (step.type === 'any') parts.push('');
    else parts.push((parts.pop() ?? '') + step.letter);
  }
  return parts;
}
