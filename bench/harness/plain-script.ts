import {
  GetLoginProfileCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListMFADevicesCommand,
  ListSigningCertificatesCommand,
} from '@aws-sdk/client-iam';
import { OrganizationsClient, paginateListAccounts } from '@aws-sdk/client-organizations';
import { AssumeRootCommand, STSClient } from '@aws-sdk/client-sts';
import pLimit from 'p-limit';
import { administratorOf } from '../../src/local/clients.ts';
import type { RegionFacts } from './procedures.ts';

export interface PlainAudit {
  readonly seconds: number;
  readonly audited: number;
  readonly failed: number;
}

/**
 * What a typical script does: list the organization, then make five calls for each account one after the other, with the
 * SDK's default settings.
 */
export async function plainAudit(
  { endpoint, homeAccountId, managementAccountId }: RegionFacts,
  inFlight: number,
): Promise<PlainAudit> {
  const config = { endpoint, region: 'us-east-1', credentials: administratorOf(homeAccountId) };
  const sts = new STSClient(config);
  const organizations = new OrganizationsClient(config);
  const start = performance.now();
  const accounts: string[] = [];
  for await (const { Accounts = [] } of paginateListAccounts({ client: organizations }, {})) {
    for (const { Id } of Accounts) if (Id !== undefined && Id !== managementAccountId) accounts.push(Id);
  }
  const limit = pLimit(inFlight);
  const audits = await Promise.allSettled(
    accounts.map((account) => limit(() => auditOne(sts, endpoint, account))),
  );
  const failed = audits.filter(({ status }) => status === 'rejected').length;
  return {
    seconds: (performance.now() - start) / 1000,
    audited: audits.length - failed,
    failed,
  };
}

async function auditOne(sts: STSClient, endpoint: string, account: string): Promise<void> {
  const { Credentials } = await sts.send(
    new AssumeRootCommand({
      TargetPrincipal: account,
      TaskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials' },
      DurationSeconds: 900,
    }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  const iam = new IAMClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
    requestHandler: sts.config.requestHandler,
  });
  try {
    await iam.send(new GetLoginProfileCommand({}));
  } catch (error) {
    if (!(error instanceof Error && error.name.startsWith('NoSuchEntity'))) throw error;
  }
  await iam.send(new ListAccessKeysCommand({}));
  await iam.send(new ListSigningCertificatesCommand({}));
  await iam.send(new ListMFADevicesCommand({}));
}
