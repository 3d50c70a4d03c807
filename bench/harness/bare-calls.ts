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

/** Only the AWS calls of one trigger, for an account without credentials: no parsing, no decision, no log. */
export interface BareCalls {
  sweep(account: string): Promise<void>;
  triggers(account: string): Promise<void>;
}

interface BareClients {
  readonly config: ClientConfig;
  readonly sts: STSClient;
  readonly organizations: OrganizationsClient;
  readonly documents: DynamoDBDocumentClient;
}

interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: ReturnType<typeof administratorOf>;
}

export function createBareCalls(
  { endpoint, homeAccountId }: RegionFacts,
  postureTable: string,
  ledgerTable: string,
): BareCalls {
  const clients = createClients({
    endpoint,
    region: 'us-east-1',
    credentials: administratorOf(homeAccountId),
  });
  return {
    sweep: (account) => callsOfSweep(clients, postureTable, account),
    triggers: (account) => callsOfSignIn(clients, postureTable, ledgerTable, account),
  };
}

function createClients(config: ClientConfig): BareClients {
  const sts = new STSClient(config);
  const { requestHandler } = sts.config;
  return {
    config,
    sts,
    organizations: new OrganizationsClient({ ...config, requestHandler }),
    documents: DynamoDBDocumentClient.from(new DynamoDBClient({ ...config, requestHandler })),
  };
}

async function callsOfSweep(clients: BareClients, postureTable: string, account: string): Promise<void> {
  const [iam] = await Promise.all([
    openSession(clients, account, 'IAMAuditRootUserCredentials'),
    drawPosture(clients, postureTable, account),
  ]);
  await Promise.all([
    iam.send(new GetAccountSummaryCommand({})),
    iam.send(new ListAccessKeysCommand({})),
    iam.send(new ListSigningCertificatesCommand({})),
  ]);
  await recordPosture(clients, postureTable, account);
}

async function callsOfSignIn(
  clients: BareClients,
  postureTable: string,
  ledgerTable: string,
  account: string,
): Promise<void> {
  await clients.organizations.send(new DescribeAccountCommand({ AccountId: account }));
  const [iam] = await Promise.all([
    openSession(clients, account, 'IAMDeleteRootUserCredentials'),
    drawPosture(clients, postureTable, account),
  ]);
  await Promise.all([
    // There is no password, which AWS answers with an error.
    iam.send(new GetLoginProfileCommand({})).catch(() => undefined),
    iam.send(new ListAccessKeysCommand({})),
    iam.send(new ListSigningCertificatesCommand({})),
    iam.send(new ListMFADevicesCommand({})),
  ]);
  await appendToLedger(clients, ledgerTable, account);
  await recordPosture(clients, postureTable, account);
}

async function openSession({ config, sts }: BareClients, account: string, task: string): Promise<IAMClient> {
  const TaskPolicyArn = { arn: `arn:aws:iam::aws:policy/root-task/${task}` };
  const { Credentials } = await sts.send(new AssumeRootCommand({ TargetPrincipal: account, TaskPolicyArn }));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  const credentials = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  };
  return new IAMClient({ ...config, requestHandler: sts.config.requestHandler, credentials });
}

/** Of the size of a posture. */
function postureOf(account: string) {
  return {
    name: `member-${account}`,
    accountState: 'ACTIVE',
    state: 'compliant',
    credentials: [],
    auditedAt: new Date().toISOString(),
    auditedBy: 'service',
    changedAt: new Date().toISOString(),
    foundBy: 'sweep 01JDCS2Q3BENCHBENCHBENCHBE',
  };
}

/** Reserves a revision of the posture and reads the recorded one. */
async function drawPosture({ documents }: BareClients, table: string, account: string): Promise<void> {
  await documents.send(
    new UpdateCommand({
      TableName: table,
      Key: { account: `bench#${account}` },
      UpdateExpression: 'SET #enforcements = if_not_exists(#enforcements, :none) ADD #drawn :one',
      ExpressionAttributeNames: { '#drawn': 'drawnRevision', '#enforcements': 'openEnforcements' },
      ExpressionAttributeValues: { ':none': {}, ':one': 1 },
      ReturnValues: 'ALL_NEW',
    }),
  );
}

async function recordPosture({ documents }: BareClients, table: string, account: string): Promise<void> {
  const posture = Object.entries({ ...postureOf(account), revision: 1 });
  await documents.send(
    new UpdateCommand({
      TableName: table,
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
}

async function appendToLedger({ documents }: BareClients, table: string, account: string): Promise<void> {
  await documents.send(
    new PutCommand({
      TableName: table,
      Item: { ...postureOf(account), account: `bench#${account}`, at: new Date().toISOString() },
      ConditionExpression: 'attribute_not_exists(#account)',
      ExpressionAttributeNames: { '#account': 'account' },
    }),
  );
}
