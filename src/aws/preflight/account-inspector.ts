import { GetAccountSettingsCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { memoizeOne } from '../../concurrency/memoize.ts';
import type { AccountInspector, ConcurrencyFacts } from '../../guardrail/ports/account-inspection.ts';
import { callAws, valueReading } from '../aws-call.ts';
import type { AwsClients } from '../clients.ts';
import { malformedAnswer } from '../failures.ts';
import { readFeatureSet } from '../inspection/feature-set.ts';
import type { PreflightClients } from './clients.ts';
import { readKey } from './keys.ts';
import { readManagedPolicy } from './managed-policies.ts';
import { hasResource, readTableKey } from './named-resources.ts';
import { hasGuardDuty, readMetricFilters, readRootUserRules } from './root-alarms.ts';
import { readStack, readStackSet, readStackSetsAccess, readStacksOfRole } from './stacks.ts';
import { readTrailDetails } from './trails.ts';

/** Where and as whom it reads. */
export interface InspectedAccount {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

/** Read-only. */
export function createAccountInspector(
  clients: Pick<AwsClients, 'organizations' | 'documents' | 'sqs' | 'sns' | 'iam'>,
  own: PreflightClients,
  { partition, account, region }: InspectedAccount,
): AccountInspector {
  const { cloudControl, cloudFormation, eventBridge, guardDuty, lambda } = own;
  const formationIn = (other = region) => (other === region ? cloudFormation : own.cloudFormationIn(other));
  const lookup = { ...clients, eventBridge, cloudControl, partition, account, region };
  return {
    readFeatureSet: () => valueReading(() => readFeatureSet(clients.organizations)),
    // Asked for by the checks of the trail and of alarms.
    readTrails: memoizeOne(() => valueReading(() => readTrailDetails(own.cloudTrailIn, { account, region }))),
    readStackSetsAccess: () => valueReading(() => readStackSetsAccess(cloudFormation)),
    readStackSet: (name, other) => valueReading(() => readStackSet(formationIn(other), name)),
    readStack: (name, other) => valueReading(() => readStack(formationIn(other), name)),
    readStacksOfRole: (roleArn) => valueReading(() => readStacksOfRole(cloudFormation, roleArn)),
    readTableKey: (table) => valueReading(() => readTableKey(lookup, table)),
    hasResource: (type, name) => valueReading(() => hasResource(lookup, type, name)),
    readManagedPolicy: (policy) =>
      valueReading(() => readManagedPolicy(clients.iam, { partition, account }, policy)),
    readKey: (id) => valueReading(() => readKey(cloudControl, id)),
    readConcurrency: () => valueReading(() => readConcurrency(lambda)),
    hasGuardDuty: () => valueReading(() => hasGuardDuty(guardDuty)),
    readMetricFilters: (group) => valueReading(() => readMetricFilters(own.logsIn(group.region), group.name)),
    readRootUserRules: (prefix) => valueReading(() => readRootUserRules(eventBridge, prefix)),
  };
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html */
async function readConcurrency(lambda: LambdaClient): Promise<ConcurrencyFacts> {
  const call = { call: 'lambda:GetAccountSettings' };
  const { AccountLimit } = await callAws(call, lambda.send(new GetAccountSettingsCommand({})));
  const { ConcurrentExecutions, UnreservedConcurrentExecutions } = AccountLimit ?? {};
  if (ConcurrentExecutions === undefined || UnreservedConcurrentExecutions === undefined) {
    throw malformedAnswer(call, 'the answer has no limits of concurrency');
  }
  return { limit: ConcurrentExecutions, unreserved: UnreservedConcurrentExecutions };
}
