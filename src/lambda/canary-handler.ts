import { readEnvironment } from '../runtime/environment.ts';
import { wireCanary } from '../runtime/wiring.ts';
import { createCanaryFunction } from './canary.ts';

/** The entry point of the function. Created once, at the cold start. */
export const handler = createCanaryFunction(wireCanary(readEnvironment()));
