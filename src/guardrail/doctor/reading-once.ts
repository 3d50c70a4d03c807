import { memoize } from '../../concurrency/memoize.ts';
import type { Inspector } from '../ports/deployment-inspection.ts';

/**
 * The same inspector for one diagnosis, in which several checks ask for the same tables and rules.
 * @param rulePrefix what the names of the rules begin with that are asked for
 */
export function readingOnce(inspector: Inspector, rulePrefix: string): Inspector {
  const readOwnRules = memoize((bus: string) => inspector.readRules(bus, rulePrefix));
  return {
    ...inspector,
    readTable: memoize((name) => inspector.readTable(name)),
    readStackSet: memoize((name) => inspector.readStackSet(name)),
    readRules: (bus, prefix, region) =>
      prefix === rulePrefix && region === undefined
        ? readOwnRules(bus)
        : inspector.readRules(bus, prefix, region),
  };
}
