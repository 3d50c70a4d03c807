import * as v from 'valibot';
import { checkWorld } from './check-world.ts';
import { type Issue, issuesOf } from './issue.ts';
import { type World, worldSchema } from './schema.ts';

export type ParsedWorld =
  | { readonly type: 'world'; readonly world: World }
  | { readonly type: 'invalid'; readonly issues: readonly Issue[] };

/** Checks the JSON of a world file and fills in its defaults. All issues are returned together, each with its path. */
export function parseWorld(json: unknown): ParsedWorld {
  const parsed = v.safeParse(worldSchema, json);
  if (!parsed.success) return { type: 'invalid', issues: issuesOf(parsed.issues) };
  const issues = checkWorld(parsed.output);
  return issues.length === 0 ? { type: 'world', world: parsed.output } : { type: 'invalid', issues };
}
