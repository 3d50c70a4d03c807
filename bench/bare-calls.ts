import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  GetAccountSummaryCommand,
  GetLoginProfileCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListMFADevicesCommand,
  ListSigningCertificatesCommand,
} from '@aws-sdk/client-iam';
import { DescribeAccountCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { AssumeRootCommand, STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { administratorOf } from '../src/local/clients.ts';
import type { RegionFacts } from './place/procedures.ts';

/** The AWS calls of one trigger and nothing else: no parsing, no decision, no log. Of an account without credentials. */
export interface BareCalls {
  sweep(account: string): Promise<void>;
  triggers(account: string): Promise<void>;
}

export function createBareCalls(
  { endpoint, homeAccountId }: RegionFacts,
  postureTable: string,
  ledgerTable: string,
): BareCalls {
  const config = { endpoint, region: 'us-east-1', credentials: administratorOf(homeAccountId) };
  const sts = new STSClient(config);
  const { requestHandler } = sts.config;
  const organizations = new OrganizationsClient({ ...config, requestHandler });
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient({ ...config, requestHandler }));

  async function openSession(account: string, task: string): Promise<IAMClient> {
    const TaskPolicyArn = { arn: `arn:aws:iam::aws:policy/root-task/${task}` };
    const { Credentials } = await sts.send(
      new AssumeRootCommand({ TargetPrincipal: account, TaskPolicyArn }),
    );
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    const credentials = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    };
    return new IAMClient({ ...config, requestHandler, credentials });
  }

  /** Of the size of a posture. */
  const itemOf = (account: string) => ({
    account: `bench#${account}`,
    name: `member-${account}`,
    state: 'clean',
    accountState: 'ACTIVE',
    credentials: [],
    auditedAt: new Date().toISOString(),
    changedAt: new Date().toISOString(),
    foundBy: 'sweep 01JDCS2Q3BENCHBENCHBENCHBE',
  });
  const readPosture = (account: string) =>
    documents.send(
      new GetCommand({ TableName: postureTable, Key: { account: `bench#${account}` }, ConsistentRead: true }),
    );
  const writePosture = (account: string) =>
    documents.send(new PutCommand({ TableName: postureTable, Item: itemOf(account) }));
  const append = (account: string) =>
    documents.send(
      new PutCommand({ TableName: ledgerTable, Item: { ...itemOf(account), at: new Date().toISOString() } }),
    );

  return {
    async sweep(account) {
      const [iam] = await Promise.all([
        openSession(account, 'IAMAuditRootUserCredentials'),
        readPosture(account),
      ]);
      await Promise.all([
        iam.send(new GetAccountSummaryCommand({})),
        iam.send(new ListAccessKeysCommand({})),
        iam.send(new ListSigningCertificatesCommand({})),
      ]);
      await writePosture(account);
    },
    async triggers(account) {
      await organizations.send(new DescribeAccountCommand({ AccountId: account }));
      const [iam] = await Promise.all([
        openSession(account, 'IAMDeleteRootUserCredentials'),
        readPosture(account),
      ]);
      await Promise.all([
        // There is no password, which AWS answers with an error.
        iam.send(new GetLoginProfileCommand({})).catch(() => undefined),
        iam.send(new ListAccessKeysCommand({})),
        iam.send(new ListSigningCertificatesCommand({})),
        iam.send(new ListMFADevicesCommand({})),
      ]);
      await append(account);
      await writePosture(account);
    },
  };
}
