import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IAMClient } from '@aws-sdk/client-iam';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { exactNumber } from './dynamodb/exact-number.ts';
import { FirstContactRetry } from './first-contact-retry.ts';
import { profileCredentials } from './profile-credentials.ts';
import { withEndpointLike, withEndpointOf } from './profile-endpoint.ts';

export interface AwsClientOptions {
  /** The Region of the home account's resources; sts:AssumeRoot has no global endpoint, so STS is called there too. */
  readonly region?: string;
  /** Instead of AWS: the address of a sandbox. */
  readonly endpoint?: string;
  /** The SDK's own chain when left out. */
  readonly credentials?: NonNullable<STSClientConfig['credentials']>;
  /** A profile of the AWS configuration files, instead of the one that the environment names. */
  readonly profile?: string;
  /** Attempts for each call, including the first one. */
  readonly maxAttempts?: number;
  /** How many accounts are processed at a time. Determines the number of connections. */
  readonly concurrency?: number;
}

/** The credentials of a root session. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export interface AwsClients {
  /** For everything that can wait. */
  readonly sts: STSClient;
  /** For calls that must not wait behind a sweep that uses up the rate of AssumeRoot. */
  readonly urgentSts: STSClient;
  /**
   * For the first calls of a command: they do not wait long for a network that is unavailable. Created when called, as only
   * commands need them, and each client delays the cold start of a function.
   */
  readonly firstContact: () => { readonly sts: STSClient; readonly organizations: OrganizationsClient };
  /** With the caller's own credentials, for the organization's root access features. */
  readonly iam: IAMClient;
  readonly organizations: OrganizationsClient;
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly documents: DynamoDBDocumentClient;
  /** A client for the calls in a root session. Cheap (a fraction of a millisecond), as the connections are shared. */
  readonly iamInSession: (credentials: SessionCredentials) => IAMClient;
  /** Closes the connections. */
  readonly destroy: () => void;
}

/** Four listings of each account run at once, beside calls to tables and queues. */
const SOCKETS_PER_ACCOUNT = 8;
const MIN_SOCKETS = 50;

/** A lost packet is resent after a second. A connection that takes longer is not expected to succeed. */
const CONNECT_TIMEOUT_MS = 2_000;
const REQUEST_TIMEOUT_MS = 15_000;

/** Every client uses these connections. */
function sharedConnections(concurrency: number) {
  const agent = { keepAlive: true, maxSockets: Math.max(MIN_SOCKETS, concurrency * SOCKETS_PER_ACCOUNT) };
  return {
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    throwOnRequestTimeout: true,
    httpAgent: agent,
    httpsAgent: agent,
  };
}

/**
 * Creates all clients. The rate of AssumeRoot is low, so there is one STS client for everything that can wait, whose adaptive
 * retries slow down all callers together. Urgent calls are not slowed down with them.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export function createAwsClients(options: AwsClientOptions = {}): AwsClients {
  const { region = 'us-east-1', maxAttempts = 10, concurrency = 8, endpoint, credentials, profile } = options;
  const target = { region, maxAttempts, ...(endpoint !== undefined && { endpoint }) };
  const caller = {
    ...target,
    ...(profile !== undefined && {
      profile,
      credentials: profileCredentials(profile, () => requestHandler),
    }),
    ...(credentials !== undefined && { credentials }),
  };
  const sts: STSClient = withEndpointOf(
    profile,
    new STSClient({ ...caller, retryMode: 'adaptive', requestHandler: sharedConnections(concurrency) }),
  );
  const { requestHandler } = sts.config;
  const standardRetries = { retryMode: 'standard', requestHandler } as const;
  const standard = { ...caller, ...standardRetries };
  const urgent = { requestHandler, retryStrategy: new ConfiguredRetryStrategy(maxAttempts, urgentDelayMs) };
  const firstContact = { ...caller, requestHandler, retryStrategy: new FirstContactRetry(maxAttempts) };
  const iam = withEndpointOf(profile, new IAMClient(standard));
  return {
    sts,
    urgentSts: withEndpointOf(profile, new STSClient({ ...caller, ...urgent })),
    firstContact: () => ({
      sts: withEndpointOf(profile, new STSClient(firstContact)),
      organizations: withEndpointOf(profile, new OrganizationsClient(firstContact)),
    }),
    iam,
    organizations: withEndpointOf(profile, new OrganizationsClient(standard)),
    sqs: withEndpointOf(profile, new SQSClient(standard)),
    sns: withEndpointOf(profile, new SNSClient(standard)),
    documents: DynamoDBDocumentClient.from(withEndpointOf(profile, new DynamoDBClient(standard)), {
      marshallOptions: { removeUndefinedValues: true },
      unmarshallOptions: { wrapNumbers: exactNumber },
    }),
    iamInSession: (session) =>
      withEndpointLike(
        iam,
        new IAMClient({ ...target, ...standardRetries, ...resolvedSettings(iam), credentials: session }),
      ),
    destroy: () => sts.destroy(),
  };
}

/**
 * A client looks up each of these settings in the environment and the configuration files. With those that another client
 * has found, a call in a new session takes a fifth less CPU time.
 */
function resolvedSettings({ config }: IAMClient) {
  const { useDualstackEndpoint, useFipsEndpoint, userAgentAppId, authSchemePreference, defaultsMode } =
    config;
  return { useDualstackEndpoint, useFipsEndpoint, userAgentAppId, authSchemePreference, defaultsMode };
}

/**
 * The same session, for calls that the SDK must not retry. The clock offset that the session has learnt is kept, and the
 * connections are the same.
 */
export function withoutRetries(client: IAMClient): IAMClient {
  const { region, endpoint, credentials, requestHandler, systemClockOffset } = client.config;
  const once = new IAMClient({
    region,
    credentials,
    requestHandler,
    systemClockOffset,
    ...resolvedSettings(client),
    maxAttempts: 1,
    ...(endpoint !== undefined && { endpoint }),
  });
  return withEndpointLike(client, once);
}

/**
 * The delay before an urgent call is retried, in milliseconds: 50 after the first attempt, twice as long after each further
 * one, at most 5 seconds. The SDK's own first delay after throttling is up to a second.
 */
function urgentDelayMs(failedAttempts: number): number {
  return Math.min(50 * 2 ** (failedAttempts - 1), 5_000);
}
