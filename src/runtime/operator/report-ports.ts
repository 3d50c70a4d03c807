import { createLedgerArchive } from '../../aws/dynamodb/ledger-reader.ts';
import { createUnitNames } from '../../aws/organizations/unit-names.ts';
import type { OperatorPorts } from './ports.ts';

/** What only reports and evidence read. */
export function createReportPorts({ clients, tables }: Pick<OperatorPorts, 'clients' | 'tables'>) {
  return {
    unitNames: createUnitNames(clients.organizations),
    ledgerArchive: createLedgerArchive(tables.ledger),
  };
}
