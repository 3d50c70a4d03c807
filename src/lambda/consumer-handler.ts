import { readEnvironment } from '../runtime/environment.ts';
import { wireConsumer } from '../runtime/wiring.ts';
import { createConsumer } from './consumer.ts';

/** The entry point of the function. Created once, at the cold start. */
export const handler = createConsumer(wireConsumer(readEnvironment()));
