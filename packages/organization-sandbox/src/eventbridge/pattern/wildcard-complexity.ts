import { parseWildcard, type WildcardStep } from './wildcard.ts';

/** One alternative of a field with its wildcard patterns: one, or the list of an anything-but. */
export type Wildcards = readonly string[];

/** More beginnings of wildcards than that may not fit one text. Found by what EventBridge took and refused. */
const MAX_COMPLEXITY = 10;

/** Sets of beginnings to look at before a field counts as too complex in any case. */
const MAX_SETS = 20_000;

/** A step of a wildcard pattern, and the steps that may follow it. */
interface State {
  readonly step: WildcardStep;
  readonly next: readonly number[];
}

/**
 * Whether more than ten beginnings of a field's wildcards can fit one and the same text: the measure of event-ruler's
 * MachineComplexityEvaluator. A beginning is a pattern up to one of its steps; patterns of one anything-but share those
 * before their first wildcard.
 * https://github.com/aws/event-ruler/blob/main/README.md (wildcard, complexity)
 */
export function isTooComplex(alternatives: readonly Wildcards[]): boolean {
  const { places, starts } = statesOf(alternatives);
  const seen = new Set<string>();
  const pending: ReadonlySet<number>[] = [starts];
  for (let reachable = pending.pop(); reachable !== undefined; reachable = pending.pop()) {
    for (const letter of lettersOf(reachable, places)) {
      const reached = reachedBy(letter, reachable, places);
      if (reached.size > MAX_COMPLEXITY) return true;
      const key = [...reached].sort((left, right) => left - right).join();
      if (seen.has(key)) continue;
      seen.add(key);
      if (seen.size > MAX_SETS) return true;
      pending.push(new Set([...reached].flatMap((place) => places[place]?.next ?? [])));
    }
  }
  return false;
}

/** The letters that make a difference, and undefined for all others. */
function lettersOf(
  reachable: ReadonlySet<number>,
  places: readonly State[],
): ReadonlySet<string | undefined> {
  const steps = [...reachable].map((index) => places[index]?.step);
  return new Set([undefined, ...steps.map((step) => (step?.type === 'letter' ? step.letter : undefined))]);
}

/** The places a text is at once it has read a letter; a wildcard that may follow has begun too. */
function reachedBy(
  letter: string | undefined,
  reachable: ReadonlySet<number>,
  places: readonly State[],
): ReadonlySet<number> {
  const reached = new Set<number>();
  for (const index of reachable) {
    const place = places[index];
    if (place === undefined) continue;
    if (place.step.type === 'letter' && place.step.letter !== letter) continue;
    reached.add(index);
    for (const next of place.next) if (places[next]?.step.type === 'any') reached.add(next);
  }
  return reached;
}

function statesOf(alternatives: readonly Wildcards[]): { places: State[]; starts: ReadonlySet<number> } {
  const places: { step: WildcardStep; next: number[] }[] = [];
  const shared = new Map<string, number>();
  const starts = new Set<number>();
  for (const [alternative, wildcards] of alternatives.entries()) {
    for (const [which, wildcard] of wildcards.entries()) {
      const steps = parseWildcard(`"${wildcard}"`);
      const firstAny = steps.findIndex(({ type }) => type === 'any');
      const indexes = steps.map((step, position) => {
        const isShared = firstAny === -1 || position <= firstAny;
        const beginning = JSON.stringify(steps.slice(0, position + 1));
        const key = `${alternative}/${isShared ? beginning : `${which}/${position}`}`;
        const index = shared.get(key) ?? places.push({ step, next: [] }) - 1;
        shared.set(key, index);
        return index;
      });
      const [first] = indexes;
      if (first !== undefined) starts.add(first);
      for (const [position, index] of indexes.entries()) {
        const next = indexes.slice(position + 1, position + 2);
        // A wildcard goes on for as long as it likes, and what follows one may follow at once.
        if (steps[position]?.type === 'any') next.push(index);
        if (steps[position + 1]?.type === 'any') next.push(...indexes.slice(position + 2, position + 3));
        places[index]?.next.push(...next);
      }
    }
  }
  return { places, starts };
}
