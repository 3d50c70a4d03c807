import { createLedgerArchive } from '../aws/dynamodb/ledger-reader.ts';
import { createUnitNames } from '../aws/organizations/unit-names.ts';
import type { OperatorPorts } from './operator-ports.ts';

/** What reports and evidence read besides. */
export function createReadingPorts({ clients, tables }: Pick<OperatorPorts, 'clients' | 'tables'>) {
  return {
    unitNames: createUnitNames(clients.organizations),
    ledgerArchive: createLedgerArchive(tables.ledger),
  };
}
