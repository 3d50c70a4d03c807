import {
  CreateLoginProfileCommand,
  DeleteLoginProfileCommand,
  GetAccountSummaryCommand,
  GetLoginProfileCommand,
  GetUserCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListMFADevicesCommand,
  ListOrganizationsFeaturesCommand,
  ListSigningCertificatesCommand,
} from '@aws-sdk/client-iam';
import { AssumeRootCommand, type AssumeRootCommandInput, type STSClient } from '@aws-sdk/client-sts';
import type { RootTask } from '../../../../src/aws/root-session/root-session.ts';
import { errorOf } from './aws-error.ts';

/*
 * Questions that do no harm, with the answers that AWS was observed to give. The sandbox is held to them by every run of
 * the tests, and AWS itself by `npm run test:live`.
 */

/** Where the questions are asked, and what the answers depend on. */
export interface ObservedPlace {
  /** With the credentials of an administrator of the management account or of the delegated administrator for IAM. */
  readonly sts: STSClient;
  readonly iam: IAMClient;
  readonly callerArn: string;
  readonly partition: string;
  readonly organizationId: string;
  readonly managementAccountId: string;
  /** The member account that root sessions are opened in. */
  readonly account: string;
  /** Opens a root session. */
  readonly session: (task: RootTask) => Promise<IAMClient>;
  /** Matches the time that many seconds from now. */
  readonly inSeconds: (seconds: number) => unknown;
  /** Matches the time at which the account was created. */
  readonly accountCreatedAt: unknown;
}

export interface ObservedRow {
  readonly question: string;
  readonly ask: (place: ObservedPlace) => Promise<unknown>;
  readonly answer: (place: ObservedPlace) => unknown;
}

const AUDIT = 'IAMAuditRootUserCredentials';
const CREATE = 'IAMCreateRootUserPassword';
const DELETE = 'IAMDeleteRootUserCredentials';

const managed = ({ partition }: ObservedPlace, policy: string) =>
  `arn:${partition}:iam::aws:policy/${policy}`;
const rootArn = ({ partition }: ObservedPlace, account: string) => `arn:${partition}:iam::${account}:root`;

function assumeRoot(place: ObservedPlace, request: Partial<AssumeRootCommandInput> = {}) {
  return place.sts.send(
    new AssumeRootCommand({
      TargetPrincipal: place.account,
      TaskPolicyArn: { arn: managed(place, `root-task/${AUDIT}`) },
      ...request,
    }),
  );
}

const invalid = (message: string) => ({ code: 'ValidationError', status: 400, message });

const deniedTarget = (place: ObservedPlace, target: string) => ({
  code: 'AccessDenied',
  status: 403,
  message: `User: ${place.callerArn} is not authorized to perform: sts:AssumeRoot on resource: ${rootArn(place, target)}`,
});

/** sts:AssumeRoot, with root credentials management on. */
export const ASSUME_ROOT: readonly ObservedRow[] = [
  {
    question: 'allowed: a session of 900 seconds',
    ask: async (place) => {
      const { Credentials } = await assumeRoot(place);
      // A test that fails prints what it saw: nothing of it may be of use to anybody.
      return {
        accessKeyId: Credentials?.AccessKeyId?.replace(/(?<=^ASIA)[A-Z2-7]{16}$/, '…'),
        secretAccessKey: Credentials?.SecretAccessKey?.length,
        hasSessionToken: Boolean(Credentials?.SessionToken),
        expiration: Credentials?.Expiration,
      };
    },
    answer: ({ inSeconds }) => ({
      accessKeyId: 'ASIA…',
      secretAccessKey: 40,
      hasSessionToken: true,
      expiration: inSeconds(900),
    }),
  },
  {
    question: 'target is the management account',
    ask: (place) => errorOf(assumeRoot(place, { TargetPrincipal: place.managementAccountId })),
    answer: (place) => deniedTarget(place, place.managementAccountId),
  },
  {
    question: 'target is the management account, by its root ARN',
    ask: (place) =>
      errorOf(assumeRoot(place, { TargetPrincipal: rootArn(place, place.managementAccountId) })),
    answer: (place) => deniedTarget(place, place.managementAccountId),
  },
  {
    question: 'target is a user ARN',
    ask: (place) =>
      errorOf(
        assumeRoot(place, { TargetPrincipal: `arn:${place.partition}:iam::${place.account}:user/auditor` }),
      ),
    answer: () => invalid('Request must contain a valid target principal'),
  },
  {
    question: 'DurationSeconds 901',
    ask: (place) => errorOf(assumeRoot(place, { DurationSeconds: 901 })),
    answer: () =>
      invalid(
        "1 validation error detected: Value '901' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 900",
      ),
  },
  {
    question: 'task policy is another managed policy',
    ask: (place) => errorOf(assumeRoot(place, { TaskPolicyArn: { arn: managed(place, 'ReadOnlyAccess') } })),
    answer: () => invalid('Request must contain valid AWS managed task policy ARN'),
  },
  {
    question: 'TaskPolicyArn without arn',
    ask: (place) => errorOf(assumeRoot(place, { TaskPolicyArn: {} })),
    answer: () =>
      invalid(
        "1 validation error detected: Value null at 'taskPolicyArn' failed to satisfy constraint: Member must not be null",
      ),
  },
];

/** The features of the organization, with root credentials management on; root sessions may be on or off. */
export const FEATURES: readonly ObservedRow[] = [
  {
    question: 'ListOrganizationsFeatures',
    ask: async ({ iam }) => {
      const { OrganizationId, EnabledFeatures } = await iam.send(new ListOrganizationsFeaturesCommand({}));
      return { OrganizationId, EnabledFeatures: EnabledFeatures?.filter((one) => one !== 'RootSessions') };
    },
    answer: ({ organizationId }) => ({
      OrganizationId: organizationId,
      EnabledFeatures: ['RootCredentialsManagement'],
    }),
  },
];

const NO_LOGIN_PROFILE = {
  code: 'NoSuchEntityException',
  status: 404,
  message: 'Login Profile for User null cannot be found.',
};

const FLAGS = [
  'AccountPasswordPresent',
  'AccountAccessKeysPresent',
  'AccountSigningCertificatesPresent',
  'AccountMFAEnabled',
] as const;

async function flags({ session }: ObservedPlace) {
  const { SummaryMap } = await (await session(AUDIT)).send(new GetAccountSummaryCommand({}));
  return FLAGS.map((flag) => SummaryMap?.[flag]);
}

/** Inside root sessions of an account without root credentials. */
export const CLEAN_ROOT: readonly ObservedRow[] = [
  {
    question: 'audit: GetUser has neither a name nor a path',
    ask: async ({ session }) => {
      const { User } = await (await session(AUDIT)).send(new GetUserCommand({}));
      // There if the root user has ever signed in.
      const { PasswordLastUsed: _, ...user } = User ?? {};
      return user;
    },
    answer: (place) => ({
      UserId: place.account,
      Arn: rootArn(place, place.account),
      CreateDate: place.accountCreatedAt,
    }),
  },
  {
    question: 'audit: ListAccessKeys is empty',
    ask: async ({ session }) =>
      (await (await session(AUDIT)).send(new ListAccessKeysCommand({}))).AccessKeyMetadata,
    answer: () => [],
  },
  {
    question: 'audit: ListSigningCertificates is empty',
    ask: async ({ session }) =>
      (await (await session(AUDIT)).send(new ListSigningCertificatesCommand({}))).Certificates,
    answer: () => [],
  },
  {
    question: 'audit: ListMFADevices is empty',
    ask: async ({ session }) => (await (await session(AUDIT)).send(new ListMFADevicesCommand({}))).MFADevices,
    answer: () => [],
  },
  ...([AUDIT, DELETE] as const).map(
    (task): ObservedRow => ({
      question: `${task}: GetLoginProfile finds no password`,
      ask: async ({ session }) => errorOf((await session(task)).send(new GetLoginProfileCommand({}))),
      answer: () => NO_LOGIN_PROFILE,
    }),
  ),
  {
    question: 'audit: GetAccountSummary tells of no credential',
    ask: flags,
    answer: () => [0, 0, 0, 0],
  },
];

/** Makes an account with the rows of CLEAN_ROOT one with those of ROOT_WITH_PASSWORD. */
export const ALLOW_PASSWORD: ObservedRow = {
  question: 'create: CreateLoginProfile with no password given, and no user name in the answer',
  ask: async ({ session }) =>
    (await (await session(CREATE)).send(new CreateLoginProfileCommand({}))).LoginProfile,
  answer: ({ inSeconds }) => ({ CreateDate: inSeconds(0), PasswordResetRequired: false }),
};

/** Right after ALLOW_PASSWORD. */
export const ROOT_WITH_PASSWORD: readonly ObservedRow[] = [
  {
    question: 'create: CreateLoginProfile again',
    ask: async ({ session }) => errorOf((await session(CREATE)).send(new CreateLoginProfileCommand({}))),
    answer: ({ account }) => ({
      code: 'EntityAlreadyExistsException',
      status: 409,
      message: `Login Profile for account ${account} already exists.`,
    }),
  },
  ...([AUDIT, CREATE] as const).map(
    (task): ObservedRow => ({
      question: `${task}: GetLoginProfile`,
      ask: async ({ session }) =>
        (await (await session(task)).send(new GetLoginProfileCommand({}))).LoginProfile,
      answer: ({ inSeconds }) => ({ CreateDate: inSeconds(0), PasswordResetRequired: false }),
    }),
  ),
  {
    question: 'audit: GetAccountSummary tells of a password',
    ask: flags,
    answer: () => [1, 0, 0, 0],
  },
];

/** Takes it back: the rows of CLEAN_ROOT hold again. */
export const DELETE_PASSWORD: ObservedRow = {
  question: 'delete: DeleteLoginProfile answers nothing',
  ask: async ({ session }) => {
    const { $metadata: _, ...answer } = await (await session(DELETE)).send(new DeleteLoginProfileCommand({}));
    return answer;
  },
  answer: () => ({}),
};
