import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DescribeOrganizationCommand } from '@aws-sdk/client-organizations';
import type { ValueReading } from '../../domain/reading.ts';
import type { Inspector } from '../../guardrail/ports/deployment-inspection.ts';
import type { AwsClients } from '../clients.ts';
import { failureOf, hasCode } from '../failures.ts';
import type { InspectionClients } from './clients.ts';
import { readRules } from './rules.ts';
import { readStackSet } from './stack-set.ts';
import { readTrails } from './trails.ts';

/** Asks and changes nothing. What AWS does not answer is an answer of its own. */
export function createInspector(
  { organizations, documents }: Pick<AwsClients, 'organizations' | 'documents'>,
  { cloudFormation, cloudTrail, eventBridge }: InspectionClients,
): Inspector {
  return {
    readFeatureSet: () =>
      reading('organizations:DescribeOrganization', async () => {
        const { Organization } = await organizations.send(new DescribeOrganizationCommand({}));
        return Organization?.FeatureSet ?? 'unknown';
      }),
    readTrails: () => reading('cloudtrail:DescribeTrails', () => readTrails(cloudTrail)),
    readStackSet: (name) =>
      reading('cloudformation:ListStackInstances', () => readStackSet(cloudFormation, name)),
    readRules: (bus, prefix) => reading('events:ListRules', () => readRules(eventBridge, bus, prefix)),
    readTable: (name) =>
      reading('dynamodb:DescribeTable', async () => {
        try {
          const { Table } = await documents.send(new DescribeTableCommand({ TableName: name }));
          const keys = (Table?.KeySchema ?? []).map(({ AttributeName = '' }) => AttributeName);
          return { status: Table?.TableStatus ?? 'unknown', keys };
        } catch (error) {
          if (hasCode(error, 'ResourceNotFoundException')) return undefined;
          throw error;
        }
      }),
  };
}

async function reading<Value>(call: string, ask: () => Promise<Value>): Promise<ValueReading<Value>> {
  try {
    return { type: 'readable', value: await ask() };
  } catch (error) {
    return { type: 'unreadable', failure: failureOf(call, error) };
  }
}
