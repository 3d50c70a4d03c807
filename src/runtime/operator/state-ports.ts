import { createStateReader, createStateWriter } from '../../aws/dynamodb/state-tables.ts';
import type { OperatorPorts } from './ports.ts';

/** What only `export` and `import` use. */
export function createStatePorts({ tables }: Pick<OperatorPorts, 'tables'>) {
  return { stateReader: createStateReader(tables), stateWriter: createStateWriter(tables) };
}
