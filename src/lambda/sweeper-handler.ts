import { readEnvironment } from '../runtime/environment.ts';
import { wireSweeper } from '../runtime/wiring.ts';
import { createSweeper } from './sweeper.ts';

/** The entry point of the function. Created once, at the cold start. */
export const handler = createSweeper(wireSweeper(readEnvironment()));
