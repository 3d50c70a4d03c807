import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { AwsClients } from '../clients.ts';
import { withEndpointOf } from '../profile-endpoint.ts';

/** Clients that only `doctor` needs; no other command and no function loads them. */
export interface InspectionClients {
  readonly cloudFormation: CloudFormationClient;
  readonly cloudTrail: CloudTrailClient;
  readonly eventBridge: EventBridgeClient;
}

/** A diagnosis should not take long. */
const MAX_ATTEMPTS = 3;

/** With the credentials, the profile and the connections of the other clients. */
export function createInspectionClients({ sts }: Pick<AwsClients, 'sts'>): InspectionClients {
  const { region, credentials, requestHandler } = sts.config;
  // The SDK's types say that there always is one.
  const profile: string | undefined = sts.config.profile;
  const config = { region, credentials, requestHandler, maxAttempts: MAX_ATTEMPTS };
  return {
    cloudFormation: withEndpointOf(profile, new CloudFormationClient(config)),
    cloudTrail: withEndpointOf(profile, new CloudTrailClient(config)),
    eventBridge: withEndpointOf(profile, new EventBridgeClient(config)),
  };
}
