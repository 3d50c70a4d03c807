import type { TableBackend } from './backend.ts';
import { givenTablesInMemory } from './tables-in-memory.ts';
import { givenTablesOnAws } from './tables-on-aws.ts';

/** The implementations under the same contract: the in-memory ports of other tests, and the AWS adapters with the real SDK. */
export const TABLE_BACKENDS = [
  { backend: 'in memory', open: givenTablesInMemory },
  { backend: 'DynamoDB', open: givenTablesOnAws },
] as const satisfies readonly { backend: string; open: () => Promise<TableBackend> }[];
