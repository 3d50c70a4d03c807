import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { recordCallContext } from '../call-context.ts';
import type { AwsClients } from '../clients.ts';

/** Clients that only doctor needs; no other command and no function loads them. */
export interface InspectionClients {
  readonly cloudFormation: CloudFormationClient;
  readonly cloudTrail: CloudTrailClient;
  readonly eventBridge: EventBridgeClient;
}

/** Waiting long helps nobody who asks what is wrong. */
const ATTEMPTS = 3;

/** As the caller that the other clients are, over the same connections. */
export function createInspectionClients({ sts }: Pick<AwsClients, 'sts'>): InspectionClients {
  const { region, credentials, requestHandler } = sts.config;
  const config = { region, credentials, requestHandler, maxAttempts: ATTEMPTS };
  const cloudFormation = new CloudFormationClient(config);
  const cloudTrail = new CloudTrailClient(config);
  const eventBridge = new EventBridgeClient(config);
  recordCallContext(cloudFormation);
  recordCallContext(cloudTrail);
  recordCallContext(eventBridge);
  return { cloudFormation, cloudTrail, eventBridge };
}
