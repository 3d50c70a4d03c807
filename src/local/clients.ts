import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { REGION } from '../installation/defaults.ts';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** In the sandbox, an access key id of 12 digits acts as an administrator role of that account. */
export function administratorOf(accountId: string): Keys {
  return { accessKeyId: accountId, secretAccessKey: 'sandbox' };
}

/** As an administrator, in a role of that name. */
export function roleOf(accountId: string, roleName: string): Keys {
  return { accessKeyId: `${accountId}-${roleName}`, secretAccessKey: 'sandbox' };
}

/** Clients for everyone except rootguard: the deployer, an attacker, the owner of a root user. */
export function createSandboxClients(endpoint: string, credentials: Keys, region: string = REGION) {
  const config = { endpoint, region, credentials, maxAttempts: 1 };
  return {
    dynamodb: new DynamoDBClient(config),
    eventBridge: new EventBridgeClient(config),
    iam: new IAMClient(config),
    organizations: new OrganizationsClient(config),
    sns: new SNSClient(config),
    sqs: new SQSClient(config),
    sts: new STSClient(config),
  };
}

export type SandboxClients = ReturnType<typeof createSandboxClients>;
