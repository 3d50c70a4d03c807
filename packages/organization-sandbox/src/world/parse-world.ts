import * as v from 'valibot';
import { checkWorld } from './check-world.ts';
import { type Fault, faultsOf } from './issue.ts';
import { type World, worldSchema } from './schema.ts';

export type WorldReading =
  | { readonly type: 'world'; readonly world: World }
  | { readonly type: 'invalid'; readonly faults: readonly Fault[] };

/** Reads a world file's JSON. All faults are named together, each by its path. */
export function loadWorld(json: unknown): WorldReading {
  const parsed = v.safeParse(worldSchema, json);
  if (!parsed.success) return { type: 'invalid', faults: faultsOf(parsed.issues) };
  const faults = checkWorld(parsed.output);
  return faults.length === 0 ? { type: 'world', world: parsed.output } : { type: 'invalid', faults };
}
