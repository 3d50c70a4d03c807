import { CloudControlClient } from '@aws-sdk/client-cloudcontrol';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GuardDutyClient } from '@aws-sdk/client-guardduty';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { AwsClients } from '../clients.ts';
import { diagnosticConfig } from '../diagnostic-config.ts';
import { withEndpointOf } from '../profile-endpoint.ts';

/**
 * Clients that only `preflight` needs, beside those that every command has. No other command and no function loads them. Each is of
 * a service that nothing else can be asked about: how much concurrency Lambda has left, what GuardDuty and metric filters report.
 */
export interface PreflightClients {
  /** The client of Amazon Q Developer's own API is not kept up to date. */
  readonly cloudControl: CloudControlClient;
  readonly cloudFormation: CloudFormationClient;
  /** The stack that forwards from AWS Control Tower is in Control Tower's Region. */
  readonly cloudFormationIn: (region: string) => CloudFormationClient;
  readonly eventBridge: EventBridgeClient;
  readonly guardDuty: GuardDutyClient;
  readonly lambda: LambdaClient;
  /** A trail is described best in its home Region, where its log group is too. */
  readonly cloudTrailIn: (region: string) => CloudTrailClient;
  readonly logsIn: (region: string) => CloudWatchLogsClient;
}

export function createPreflightClients(clients: Pick<AwsClients, 'sts'>): PreflightClients {
  const { profile, config } = diagnosticConfig(clients);
  return {
    cloudControl: withEndpointOf(profile, new CloudControlClient(config)),
    cloudFormation: withEndpointOf(profile, new CloudFormationClient(config)),
    cloudFormationIn: (other) =>
      withEndpointOf(profile, new CloudFormationClient({ ...config, region: other })),
    eventBridge: withEndpointOf(profile, new EventBridgeClient(config)),
    guardDuty: withEndpointOf(profile, new GuardDutyClient(config)),
    lambda: withEndpointOf(profile, new LambdaClient(config)),
    cloudTrailIn: (other) => withEndpointOf(profile, new CloudTrailClient({ ...config, region: other })),
    logsIn: (other) => withEndpointOf(profile, new CloudWatchLogsClient({ ...config, region: other })),
  };
}
