import * as v from 'valibot';
import type { Policy } from '../policy/document.ts';
import { policySchema } from '../policy/policy.ts';
import type { Feature } from '../world/organization.ts';

/** An AWS managed policy that restricts a session of sts:AssumeRoot, and the feature that it needs. */
export interface TaskPolicy {
  readonly name: string;
  readonly feature: Feature;
  readonly document: Policy;
}

const AUDIT_ACTIONS = [
  'iam:ListAccessKeys',
  'iam:ListSigningCertificates',
  'iam:GetLoginProfile',
  'iam:ListMFADevices',
  'iam:GetUser',
  'iam:GetAccessKeyLastUsed',
];
const DELETE_ACTIONS = [
  'iam:DeleteAccessKey',
  'iam:DeleteSigningCertificate',
  'iam:DeleteLoginProfile',
  'iam:DeactivateMFADevice',
  'iam:DeleteVirtualMFADevice',
  ...AUDIT_ACTIONS,
];
const CREATE_ACTIONS = ['iam:CreateLoginProfile', 'iam:GetLoginProfile'];
const S3_ACTIONS = [
  's3:DeleteBucketPolicy',
  's3:PutBucketPolicy',
  's3:GetBucketPolicy',
  's3:ListAllMyBuckets',
];
const SQS_ACTIONS = ['sqs:SetQueueAttributes', 'sqs:GetQueueAttributes', 'sqs:ListQueues', 'sqs:GetQueueUrl'];

const ROOT = 'arn:aws:iam::*:root';
const NOT_ROOT = { StringNotLike: { 'aws:PrincipalArn': ROOT } };

const denyAllBut = (actions: string[]) => ({
  Sid: 'DenyAllOtherActionsOnAnyResource',
  Effect: 'Deny',
  NotAction: actions,
  Resource: '*',
});

/**
 * The five documents, version 1 of each. They contain only Deny statements: a session may do what root may, except those.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/security-iam-awsmanpol.html
 */
const DOCUMENTS: readonly (readonly [name: string, feature: Feature, statements: readonly unknown[]])[] = [
  [
    'IAMAuditRootUserCredentials',
    'RootCredentialsManagement',
    [
      denyAllBut([...AUDIT_ACTIONS, 'iam:GetAccountSummary']),
      {
        Sid: 'DenyAuditingCredentialsOnNonRootUserResource',
        Effect: 'Deny',
        Action: AUDIT_ACTIONS,
        NotResource: ROOT,
      },
    ],
  ],
  [
    'IAMDeleteRootUserCredentials',
    'RootCredentialsManagement',
    [
      denyAllBut(DELETE_ACTIONS),
      {
        Sid: 'DenyDeletingRootUserCredentialsOnNonRootUserResource',
        Effect: 'Deny',
        Action: DELETE_ACTIONS,
        NotResource: ROOT,
      },
    ],
  ],
  [
    'IAMCreateRootUserPassword',
    'RootCredentialsManagement',
    [
      denyAllBut(CREATE_ACTIONS),
      {
        Sid: 'DenyCreatingPasswordOnNonRootUserResource',
        Effect: 'Deny',
        Action: CREATE_ACTIONS,
        NotResource: ROOT,
      },
    ],
  ],
  [
    'S3UnlockBucketPolicy',
    'RootSessions',
    [
      denyAllBut(S3_ACTIONS),
      {
        Sid: 'DenyManagingBucketPolicyForNonRootCallers',
        Effect: 'Deny',
        Action: S3_ACTIONS,
        Resource: '*',
        Condition: NOT_ROOT,
      },
    ],
  ],
  [
    'SQSUnlockQueuePolicy',
    'RootSessions',
    [
      denyAllBut(SQS_ACTIONS),
      {
        Sid: 'DenyGettingQueueAttributesOnNonOwnQueue',
        Effect: 'Deny',
        Action: ['sqs:GetQueueAttributes'],
        Resource: 'arn:aws:sqs:*:*:*',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
        Condition: { StringNotEqualsIfExists: { 'aws:ResourceAccount': ['${aws:PrincipalAccount}'] } },
      },
      {
        Sid: 'DenyActionsForNonRootUser',
        Effect: 'Deny',
        Action: SQS_ACTIONS,
        Resource: '*',
        Condition: NOT_ROOT,
      },
    ],
  ],
];

const TASK_POLICIES: ReadonlyMap<string, TaskPolicy> = new Map(
  DOCUMENTS.map(([name, feature, statements]) => [
    `arn:aws:iam::aws:policy/root-task/${name}`,
    { name, feature, document: v.parse(policySchema, { Version: '2012-10-17', Statement: statements }) },
  ]),
);

export const taskPolicy = (arn: string): TaskPolicy | undefined => TASK_POLICIES.get(arn);
