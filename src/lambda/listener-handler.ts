import { readEnvironment } from '../runtime/environment.ts';
import { wireListener } from '../runtime/wiring.ts';
import { createListener } from './listener.ts';

/** The entry point of the function. Created once, at the cold start. */
export const handler = createListener(wireListener(readEnvironment()));
