import { randomUUID } from 'node:crypto';
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
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { AssumeRootCommand, type AssumeRootCommandInput, type STSClient } from '@aws-sdk/client-sts';
import type { TaskPolicyName } from './root-session.ts';
import { errorOf } from './sdk-error.ts';

/*
 * Harmless calls, with the answers that AWS was observed to give. The tests of the sandbox make them against the sandbox;
 * they can be made against a real organization too, to find out whether AWS has changed.
 */

/** What the calls are made against, and what the answers depend on. */
export interface ObservationTarget {
  /** With the credentials of an administrator of the management account or of the delegated administrator for IAM. */
  readonly sts: STSClient;
  readonly iam: IAMClient;
  readonly sqs: SQSClient;
  readonly callerArn: string;
  readonly partition: string;
  readonly organizationId: string;
  readonly managementAccountId: string;
  /** The member account that root sessions are opened in. */
  readonly account: string;
  /** Opens a root session. */
  readonly session: (task: ObservedTask) => Promise<IAMClient>;
  /** A matcher for the time that many seconds from now. */
  readonly inSeconds: (seconds: number) => unknown;
  /** A matcher for the time at which the account was created. */
  readonly accountCreatedAt: unknown;
}

/** The task policies of the sessions that the calls need. */
export type ObservedTask = Extract<
  TaskPolicyName,
  'IAMAuditRootUserCredentials' | 'IAMCreateRootUserPassword' | 'IAMDeleteRootUserCredentials'
>;

export interface Observation {
  readonly title: string;
  readonly call: (target: ObservationTarget) => Promise<unknown>;
  readonly expected: (target: ObservationTarget) => unknown;
}

const AUDIT = 'IAMAuditRootUserCredentials';
const CREATE = 'IAMCreateRootUserPassword';
const DELETE = 'IAMDeleteRootUserCredentials';

const managed = ({ partition }: ObservationTarget, policy: string) =>
  `arn:${partition}:iam::aws:policy/${policy}`;
const rootArn = ({ partition }: ObservationTarget, account: string) =>
  `arn:${partition}:iam::${account}:root`;

function assumeRoot(target: ObservationTarget, request: Partial<AssumeRootCommandInput> = {}) {
  return target.sts.send(
    new AssumeRootCommand({
      TargetPrincipal: target.account,
      TaskPolicyArn: { arn: managed(target, `root-task/${AUDIT}`) },
      ...request,
    }),
  );
}

const invalid = (message: string) => ({ code: 'ValidationError', status: 400, message });

const deniedTarget = (target: ObservationTarget, accountId: string) => ({
  code: 'AccessDenied',
  status: 403,
  message: `User: ${target.callerArn} is not authorized to perform: sts:AssumeRoot on resource: ${rootArn(target, accountId)}`,
});

/** sts:AssumeRoot, with root credentials management on. */
export const ASSUME_ROOT: readonly Observation[] = [
  {
    title: 'allowed: a session of 900 seconds',
    call: async (target) => {
      const { Credentials } = await assumeRoot(target);
      // A failing test prints what it received, so that must contain no usable credentials.
      return {
        accessKeyId: Credentials?.AccessKeyId?.replace(/(?<=^ASIA)[A-Z2-7]{16}$/, '…'),
        secretAccessKey: Credentials?.SecretAccessKey?.length,
        hasSessionToken: Boolean(Credentials?.SessionToken),
        expiration: Credentials?.Expiration,
      };
    },
    expected: ({ inSeconds }) => ({
      accessKeyId: 'ASIA…',
      secretAccessKey: 40,
      hasSessionToken: true,
      expiration: inSeconds(900),
    }),
  },
  {
    title: 'target is the management account',
    call: (target) => errorOf(assumeRoot(target, { TargetPrincipal: target.managementAccountId })),
    expected: (target) => deniedTarget(target, target.managementAccountId),
  },
  {
    title: 'target is the management account, by its root ARN',
    call: (target) =>
      errorOf(assumeRoot(target, { TargetPrincipal: rootArn(target, target.managementAccountId) })),
    expected: (target) => deniedTarget(target, target.managementAccountId),
  },
  {
    title: 'target is a user ARN',
    call: (target) =>
      errorOf(
        assumeRoot(target, {
          TargetPrincipal: `arn:${target.partition}:iam::${target.account}:user/auditor`,
        }),
      ),
    expected: () => invalid('Request must contain a valid target principal'),
  },
  {
    title: 'DurationSeconds 901',
    call: (target) => errorOf(assumeRoot(target, { DurationSeconds: 901 })),
    expected: () =>
      invalid(
        "1 validation error detected: Value '901' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 900",
      ),
  },
  {
    title: 'task policy is another managed policy',
    call: (target) =>
      errorOf(assumeRoot(target, { TaskPolicyArn: { arn: managed(target, 'ReadOnlyAccess') } })),
    expected: () => invalid('Request must contain valid AWS managed task policy ARN'),
  },
  {
    title: 'TaskPolicyArn without arn',
    call: (target) => errorOf(assumeRoot(target, { TaskPolicyArn: {} })),
    expected: () =>
      invalid(
        "1 validation error detected: Value null at 'taskPolicyArn' failed to satisfy constraint: Member must not be null",
      ),
  },
];

/** The features of the organization, with root credentials management on; root sessions may be on or off. */
export const FEATURES: readonly Observation[] = [
  {
    title: 'ListOrganizationsFeatures',
    call: async ({ iam }) => {
      const { OrganizationId, EnabledFeatures } = await iam.send(new ListOrganizationsFeaturesCommand({}));
      return { OrganizationId, EnabledFeatures: EnabledFeatures?.filter((one) => one !== 'RootSessions') };
    },
    expected: ({ organizationId }) => ({
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

async function flags({ session }: ObservationTarget) {
  const { SummaryMap } = await (await session(AUDIT)).send(new GetAccountSummaryCommand({}));
  return FLAGS.map((flag) => SummaryMap?.[flag]);
}

/** Calls in root sessions of an account without root credentials. */
export const ROOT_WITHOUT_CREDENTIALS: readonly Observation[] = [
  {
    title: 'audit: GetUser has neither a name nor a path',
    call: async ({ session }) => {
      const { User } = await (await session(AUDIT)).send(new GetUserCommand({}));
      // Present if the root user has ever signed in.
      const { PasswordLastUsed: _, ...user } = User ?? {};
      return user;
    },
    expected: (target) => ({
      UserId: target.account,
      Arn: rootArn(target, target.account),
      CreateDate: target.accountCreatedAt,
    }),
  },
  {
    title: 'audit: ListAccessKeys is empty',
    call: async ({ session }) =>
      (await (await session(AUDIT)).send(new ListAccessKeysCommand({}))).AccessKeyMetadata,
    expected: () => [],
  },
  {
    title: 'audit: ListSigningCertificates is empty',
    call: async ({ session }) =>
      (await (await session(AUDIT)).send(new ListSigningCertificatesCommand({}))).Certificates,
    expected: () => [],
  },
  {
    title: 'audit: ListMFADevices is empty',
    call: async ({ session }) =>
      (await (await session(AUDIT)).send(new ListMFADevicesCommand({}))).MFADevices,
    expected: () => [],
  },
  ...([AUDIT, DELETE] as const).map(
    (task): Observation => ({
      title: `${task}: GetLoginProfile finds no password`,
      call: async ({ session }) => errorOf((await session(task)).send(new GetLoginProfileCommand({}))),
      expected: () => NO_LOGIN_PROFILE,
    }),
  ),
  {
    title: 'audit: GetAccountSummary reports no credential',
    call: flags,
    expected: () => [0, 0, 0, 0],
  },
];

/** Changes an account for which ROOT_WITHOUT_CREDENTIALS holds into one for which ROOT_WITH_PASSWORD holds. */
export const ALLOW_PASSWORD: Observation = {
  title: 'create: CreateLoginProfile without a password returns no user name',
  call: async ({ session }) =>
    (await (await session(CREATE)).send(new CreateLoginProfileCommand({}))).LoginProfile,
  expected: ({ inSeconds }) => ({ CreateDate: inSeconds(0), PasswordResetRequired: false }),
};

/** Calls right after ALLOW_PASSWORD. */
export const ROOT_WITH_PASSWORD: readonly Observation[] = [
  {
    title: 'create: CreateLoginProfile again',
    call: async ({ session }) => errorOf((await session(CREATE)).send(new CreateLoginProfileCommand({}))),
    expected: ({ account }) => ({
      code: 'EntityAlreadyExistsException',
      status: 409,
      message: `Login Profile for account ${account} already exists.`,
    }),
  },
  ...([AUDIT, CREATE] as const).map(
    (task): Observation => ({
      title: `${task}: GetLoginProfile`,
      call: async ({ session }) =>
        (await (await session(task)).send(new GetLoginProfileCommand({}))).LoginProfile,
      expected: ({ inSeconds }) => ({ CreateDate: inSeconds(0), PasswordResetRequired: false }),
    }),
  ),
  {
    title: 'audit: GetAccountSummary reports a password',
    call: flags,
    expected: () => [1, 0, 0, 0],
  },
];

/** Undoes ALLOW_PASSWORD, after which ROOT_WITHOUT_CREDENTIALS holds again. */
export const DELETE_PASSWORD: Observation = {
  title: 'delete: DeleteLoginProfile returns nothing',
  call: async ({ session }) => {
    const { $metadata: _, ...answer } = await (await session(DELETE)).send(new DeleteLoginProfileCommand({}));
    return answer;
  },
  expected: () => ({}),
};

/**
 * By the documentation; AWS's text was not observed. It makes one queue, with a name of its own, and deletes it again.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 */
export const DEAD_LETTERS: readonly Observation[] = [
  {
    title: 'a queue that denies all sources is no dead-letter queue of another one',
    call: async ({ sqs }) => {
      const name = `rootguard-live-test-${randomUUID()}`;
      const denyAll = JSON.stringify({ redrivePermission: 'denyAll' });
      const { QueueUrl } = await sqs.send(
        new CreateQueueCommand({ QueueName: name, Attributes: { RedriveAllowPolicy: denyAll } }),
      );
      try {
        const { Attributes } = await sqs.send(
          new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
        );
        const redrive = { deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: 1 };
        const { code, status } = await errorOf(
          sqs.send(
            new CreateQueueCommand({
              QueueName: `${name}-source`,
              Attributes: { RedrivePolicy: JSON.stringify(redrive) },
            }),
          ),
        );
        return { code, status };
      } finally {
        await sqs.send(new DeleteQueueCommand({ QueueUrl }));
      }
    },
    expected: () => ({ code: 'InvalidParameterValue', status: 400 }),
  },
];
