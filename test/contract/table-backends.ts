import type { Tables } from './backend.ts';
import { givenTablesInMemory } from './tables-in-memory.ts';
import { givenTablesOnAws } from './tables-on-aws.ts';

/** The implementations held to the same contract: the ports that other tests rely on, and those on AWS through the real SDK. */
export const TABLE_PLACES = [
  { place: 'in memory', open: givenTablesInMemory },
  { place: 'on DynamoDB', open: givenTablesOnAws },
] as const satisfies readonly { place: string; open: () => Promise<Tables> }[];
