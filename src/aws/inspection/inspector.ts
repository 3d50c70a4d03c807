import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import type { Inspector, TableFacts } from '../../guardrail/ports/deployment-inspection.ts';
import { callAws, valueReading } from '../aws-call.ts';
import type { AwsClients } from '../clients.ts';
import { tableCall } from '../dynamodb/table.ts';
import { hasCode } from '../failures.ts';
import type { InspectionClients } from './clients.ts';
import { readFeatureSet } from './feature-set.ts';
import { readMappings } from './mappings.ts';
import { readRules } from './rules.ts';
import { readStackSet } from './stack-set.ts';
import { readTrails } from './trails.ts';

/** Read-only. */
export function createInspector(
  { organizations, documents }: Pick<AwsClients, 'organizations' | 'documents'>,
  { cloudFormation, cloudTrail, eventBridge, eventBridgeIn, lambda }: InspectionClients,
): Inspector {
  return {
    readFeatureSet: () => valueReading(() => readFeatureSet(organizations)),
    readTrails: () => valueReading(() => readTrails(cloudTrail)),
    readStackSet: (name) => valueReading(() => readStackSet(cloudFormation, name)),
    readRules: (bus, prefix, region) =>
      valueReading(() => readRules(region === undefined ? eventBridge : eventBridgeIn(region), bus, prefix)),
    readMappings: () => valueReading(() => readMappings(lambda)),
    readTable: (name) => valueReading(() => readTable(documents, name)),
  };
}

async function readTable(documents: AwsClients['documents'], name: string): Promise<TableFacts | undefined> {
  const call = tableCall('dynamodb:DescribeTable', name);
  try {
    const { Table } = await callAws(call, documents.send(new DescribeTableCommand({ TableName: name })));
    const keys = (Table?.KeySchema ?? []).map(({ AttributeName = '' }) => AttributeName);
    return { status: Table?.TableStatus ?? 'unknown', keys };
  } catch (error) {
    if (hasCode(error, 'ResourceNotFoundException')) return undefined;
    throw error;
  }
}
