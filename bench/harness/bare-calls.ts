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
import { DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { administratorOf } from '../../src/local/clients.ts';
import type { RegionFacts } from './procedures.ts';

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
  const postureOf = (account: string) => ({
    name: `member-${account}`,
    accountState: 'ACTIVE',
    state: 'compliant',
    credentials: [],
    auditedAt: new Date().toISOString(),
    auditedBy: 'service',
    changedAt: new Date().toISOString(),
    foundBy: 'sweep 01JDCS2Q3BENCHBENCHBENCHBE',
  });
  /** Counts the revision of the posture up and reads what was. */
  const drawPosture = (account: string) =>
    documents.send(
      new UpdateCommand({
        TableName: postureTable,
        Key: { account: `bench#${account}` },
        UpdateExpression: 'SET #enforcements = if_not_exists(#enforcements, :none) ADD #drawn :one',
        ExpressionAttributeNames: { '#drawn': 'drawnRevision', '#enforcements': 'openEnforcements' },
        ExpressionAttributeValues: { ':none': {}, ':one': 1 },
        ReturnValues: 'ALL_NEW',
      }),
    );
  const recordPosture = (account: string) => {
    const posture = Object.entries({ ...postureOf(account), revision: 1 });
    return documents.send(
      new UpdateCommand({
        TableName: postureTable,
        Key: { account: `bench#${account}` },
        UpdateExpression: `SET ${posture.map(([name]) => `#${name} = :${name}`).join(', ')} REMOVE #failure, #lastEvent`,
        ConditionExpression: 'attribute_not_exists(#revision) OR #revision <= :revision',
        ExpressionAttributeNames: {
          '#failure': 'failure',
          '#lastEvent': 'lastEvent',
          ...Object.fromEntries(posture.map(([name]) => [`#${name}`, name])),
        },
        ExpressionAttributeValues: Object.fromEntries(posture.map(([name, value]) => [`:${name}`, value])),
        ReturnValues: 'ALL_NEW',
      }),
    );
  };
  const append = (account: string) =>
    documents.send(
      new PutCommand({
        TableName: ledgerTable,
        Item: { ...postureOf(account), account: `bench#${account}`, at: new Date().toISOString() },
        ConditionExpression: 'attribute_not_exists(#account)',
        ExpressionAttributeNames: { '#account': 'account' },
      }),
    );

  return {
    async sweep(account) {
      const [iam] = await Promise.all([
        openSession(account, 'IAMAuditRootUserCredentials'),
        drawPosture(account),
      ]);
      await Promise.all([
        iam.send(new GetAccountSummaryCommand({})),
        iam.send(new ListAccessKeysCommand({})),
        iam.send(new ListSigningCertificatesCommand({})),
      ]);
      await recordPosture(account);
    },
    async triggers(account) {
      await organizations.send(new DescribeAccountCommand({ AccountId: account }));
      const [iam] = await Promise.all([
        openSession(account, 'IAMDeleteRootUserCredentials'),
        drawPosture(account),
      ]);
      await Promise.all([
        // There is no password, which AWS answers with an error.
        iam.send(new GetLoginProfileCommand({})).catch(() => undefined),
        iam.send(new ListAccessKeysCommand({})),
        iam.send(new ListSigningCertificatesCommand({})),
        iam.send(new ListMFADevicesCommand({})),
      ]);
      await append(account);
      await recordPosture(account);
    },
  };
}
