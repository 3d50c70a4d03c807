import { parseWildcard, type WildcardStep } from './wildcard.ts';

/** The wildcard patterns of one alternative of a field: one, or the list of an anything-but. */
export type Wildcards = readonly string[];

/** At most so many prefixes of wildcard patterns may match one text. Derived from patterns that EventBridge accepted and refused. */
const MAX_COMPLEXITY = 10;

/** Sets of states to visit before a field counts as too complex in any case. */
const MAX_SETS = 20_000;

/** A step of a wildcard pattern, and the steps that may follow it. */
interface State {
  readonly step: WildcardStep;
  readonly next: readonly number[];
}

/**
 * Whether more than ten prefixes of a field's wildcard patterns can match the same text: the measure of event-ruler's
 * MachineComplexityEvaluator. A prefix is a pattern up to one of its steps; the patterns of one anything-but share the
 * prefixes before their first wildcard.
 * https://github.com/aws/event-ruler/blob/main/README.md (wildcard, complexity)
 */
export function isTooComplex(alternatives: readonly Wildcards[]): boolean {
  const { states, starts } = statesOf(alternatives);
  const seen = new Set<string>();
  const pending: ReadonlySet<number>[] = [starts];
  for (let reachable = pending.pop(); reachable !== undefined; reachable = pending.pop()) {
    for (const letter of lettersOf(reachable, states)) {
      const reached = reachedBy(letter, reachable, states);
      if (reached.size > MAX_COMPLEXITY) return true;
      const key = [...reached].sort((left, right) => left - right).join();
      if (seen.has(key)) continue;
      seen.add(key);
      if (seen.size > MAX_SETS) return true;
      pending.push(new Set([...reached].flatMap((state) => states[state]?.next ?? [])));
    }
  }
  return false;
}

/** The letters that can be distinguished, and undefined for all others. */
function lettersOf(
  reachable: ReadonlySet<number>,
  states: readonly State[],
): ReadonlySet<string | undefined> {
  const steps = [...reachable].map((index) => states[index]?.step);
  return new Set([undefined, ...steps.map((step) => (step?.type === 'letter' ? step.letter : undefined))]);
}

/** The states after a letter, including wildcards that may follow and match nothing. */
function reachedBy(
  letter: string | undefined,
  reachable: ReadonlySet<number>,
  states: readonly State[],
): ReadonlySet<number> {
  const reached = new Set<number>();
  for (const index of reachable) {
    const state = states[index];
    if (state === undefined) continue;
    if (state.step.type === 'letter' && state.step.letter !== letter) continue;
    reached.add(index);
    for (const next of state.next) if (states[next]?.step.type === 'any') reached.add(next);
  }
  return reached;
}

function statesOf(alternatives: readonly Wildcards[]): { states: State[]; starts: ReadonlySet<number> } {
  const states: { step: WildcardStep; next: number[] }[] = [];
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
        const index = shared.get(key) ?? states.push({ step, next: [] }) - 1;
        shared.set(key, index);
        return index;
      });
      const [first] = indexes;
      if (first !== undefined) starts.add(first);
      for (const [position, index] of indexes.entries()) {
        const next = indexes.slice(position + 1, position + 2);
        // A wildcard may match more letters, or none: then the step after it follows at once.
        if (steps[position]?.type === 'any') next.push(index);
        if (steps[position + 1]?.type === 'any') next.push(...indexes.slice(position + 2, position + 3));
        states[index]?.next.push(...next);
      }
    }
  }
  return { states, starts };
}
