import {
  AssumeRoleCommand,
  type AssumeRoleRequest,
  type AssumeRoleResponse,
  AssumeRoleWithWebIdentityCommand,
  type AssumeRoleWithWebIdentityRequest,
  STSClient,
  type STSClientConfig,
} from '@aws-sdk/client-sts';
import { type DefaultProviderInit, defaultProvider } from '@aws-sdk/credential-provider-node';
import { loadConfig } from '@smithy/core/config';
import { callAws } from './aws-call.ts';
import { type AwsCall, malformedAnswer } from './failures.ts';
import { withEndpointOf } from './profile-endpoint.ts';

type SourceCredentials = Parameters<NonNullable<DefaultProviderInit['roleAssumer']>>[0];
type RequestHandler = NonNullable<STSClientConfig['requestHandler']>;

/**
 * The credentials of a profile, as the SDK finds them. A role that the profile names is assumed where the other calls of the profile
 * go, as the AWS CLI does it: the SDK alone would call STS at the `endpoint_url` of the profile that the environment names.
 * @param requestHandler of the other clients; asked for when a role is assumed
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html
 */
export function profileCredentials(profile: string, requestHandler: () => RequestHandler) {
  return defaultProvider({
    profile,
    ...createRoleAssumers((config) =>
      createProfileSts(profile, { ...config, requestHandler: requestHandler() }),
    ),
  });
}

/** How the SDK is to assume a role. @throws AwsCallError */
export function createRoleAssumers(createSts: (config: STSClientConfig) => STSClient) {
  return {
    async roleAssumer(credentials: SourceCredentials, params: AssumeRoleRequest) {
      const call = { call: 'sts:AssumeRole', resource: `role ${params.RoleArn}` };
      const answer = createSts({ credentials }).send(new AssumeRoleCommand(params));
      return sessionOf(call, await callAws(call, answer));
    },
    async roleAssumerWithWebIdentity(params: AssumeRoleWithWebIdentityRequest) {
      const call = { call: 'sts:AssumeRoleWithWebIdentity', resource: `role ${params.RoleArn}` };
      const answer = createSts({}).send(new AssumeRoleWithWebIdentityCommand(params));
      return sessionOf(call, await callAws(call, answer));
    },
  } satisfies Pick<DefaultProviderInit, 'roleAssumer' | 'roleAssumerWithWebIdentity'>;
}

/** The client with which the role of a profile is assumed. */
export function createProfileSts(profile: string, config: STSClientConfig = {}): STSClient {
  return withEndpointOf(profile, new STSClient({ ...config, region: loadConfig(REGION, { profile }) }));
}

/** As the SDK chooses it: the profile's own comes before that of the other clients. */
const REGION = {
  environmentVariableSelector: () => undefined,
  configFileSelector: ({ region }: Readonly<Record<string, string | undefined>>) => region,
  default: 'us-east-1',
};

function sessionOf(
  call: AwsCall,
  { Credentials: session, AssumedRoleUser }: Pick<AssumeRoleResponse, 'Credentials' | 'AssumedRoleUser'>,
) {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = session ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken) {
    throw malformedAnswer(call, 'the answer has no credentials');
  }
  const accountId = AssumedRoleUser?.Arn?.split(':')[4];
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    ...(Expiration !== undefined && { expiration: Expiration }),
    ...(accountId && { accountId }),
  };
}
