import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { AwsClients } from '../clients.ts';
import { diagnosticConfig } from '../diagnostic-config.ts';
import { withEndpointOf } from '../profile-endpoint.ts';

/** Clients that only `doctor` and `init` need; no other command and no function loads them. */
export interface InspectionClients {
  readonly cloudFormation: CloudFormationClient;
  readonly cloudTrail: CloudTrailClient;
  readonly eventBridge: EventBridgeClient;
  /** What is recorded in the Region of the call needs rules there. */
  readonly eventBridgeIn: (region: string) => EventBridgeClient;
  readonly lambda: LambdaClient;
}

export function createInspectionClients(clients: Pick<AwsClients, 'sts'>): InspectionClients {
  const { profile, config } = diagnosticConfig(clients);
  return {
    cloudFormation: withEndpointOf(profile, new CloudFormationClient(config)),
    cloudTrail: withEndpointOf(profile, new CloudTrailClient(config)),
    eventBridge: withEndpointOf(profile, new EventBridgeClient(config)),
    eventBridgeIn: (other) => withEndpointOf(profile, new EventBridgeClient({ ...config, region: other })),
    lambda: withEndpointOf(profile, new LambdaClient(config)),
  };
}
