import { parseExceptionRow } from '../../src/domain/exception-row.ts';
import { createMemoryWorld } from '../support/memory/world.ts';
import type { TableBackend } from './backend.ts';

export async function givenTablesInMemory(): Promise<TableBackend> {
  const world = createMemoryWorld();
  const { exceptions, settings, sessionRegister } = world;
  return {
    ...world,
    canaryRunReader: world.canaryRuns,
    ledgerReader: world.ledger,
    ledgerArchive: world.ledger,
    postureRecorder: world.posture,
    heartbeats: world.posture,
    exceptionReader: exceptions,
    exceptionWatch: exceptions,
    exceptionEditor: exceptions,
    sessionReader: sessionRegister,
    sessionArchive: sessionRegister,
    settingsReader: settings,
    settingsEditor: settings,
    putSettings: async (item) => settings.putItem(item),
    async putRow(row) {
      exceptions.putRow(parseExceptionRow(row));
    },
    dropResponse: async () => undefined,
    close: async () => undefined,
  };
}
