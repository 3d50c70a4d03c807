import * as v from 'valibot';
import { accessDenied } from '../auth/errors.ts';
import { type TaskPolicy, taskPolicy } from '../auth/task-policies.ts';
import { AwsError } from '../contract/aws-error.ts';
import { limitedNumberText, limitedText } from '../contract/constraints.ts';
import type { Call, Operation } from '../contract/operation.ts';
import { object } from '../contract/shapes.ts';
import { targetAccount } from '../contract/target-principal.ts';
import { type Feature, IAM_SERVICE, type Organization } from '../world/organization.ts';
import { credentialsAnswer, type StsContext } from './context.ts';
import { parseRequest, validationError } from './requests.ts';

const MAX_SESSION_SECONDS = 900;

/** For so long AssumeRoot works after trusted access for IAM was disabled: it was observed to work at 60 s, and not at 180 s. */
const DISABLED_TRUST_SECONDS = 120;

const accessDeniedWith = (message: string) => new AwsError('AccessDenied', message, 403);

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html */
export const assumeRoot =
  ({ organization, sessions, settings }: StsContext): Operation =>
  (call) => {
    if (settings.assumeRootLimiter?.take() === false) throw new AwsError('Throttling', 'Rate exceeded', 400);
    const { target: principal, policyArn, seconds } = requestOf(call);
    const target = targetAccount(principal);
    if (target === undefined) throw validationError('Request must contain a valid target principal');
    const policy = taskPolicy(policyArn);
    if (policy === undefined) {
      throw validationError('Request must contain valid AWS managed task policy ARN');
    }
    requirePermission(organization, call, target);
    requireFeature(organization, policy, call.now);

    const holder = { type: 'root-session', taskPolicy: policyArn } as const;
    return credentialsAnswer(sessions.open({ accountId: target, holder, seconds, now: call.now }));
  };

/** Query fields are flat: `TaskPolicyArn.arn` is the member of a structure. */
const request = v.pipe(
  v.looseObject({}),
  v.transform(({ 'TaskPolicyArn.arn': arn, ...fields }: Record<string, unknown>) => ({
    ...fields,
    TaskPolicyArn: arn === undefined ? undefined : { arn },
  })),
  object({
    TargetPrincipal: limitedText({ min: 12, max: 2048 }),
    TaskPolicyArn: object({ arn: limitedText({ min: 20, max: 2048 }) }),
    DurationSeconds: v.optional(
      limitedNumberText({ min: 0, max: MAX_SESSION_SECONDS }),
      String(MAX_SESSION_SECONDS),
    ),
  }),
);

function requestOf(call: Call) {
  const { TargetPrincipal, TaskPolicyArn, DurationSeconds } = parseRequest(request, call);
  return { target: TargetPrincipal, policyArn: TaskPolicyArn.arn, seconds: DurationSeconds };
}

/** Requires a caller in the management account or the delegated administrator for IAM, and an active member account as target. */
function requirePermission(organization: Organization, { caller }: Call, target: string): void {
  const isAdministrator =
    organization.isManagement(caller.accountId) || organization.isDelegate(caller.accountId, IAM_SERVICE);
  const isActiveMember =
    !organization.isManagement(target) && organization.accounts.get(target)?.state === 'ACTIVE';
  if (isAdministrator && isActiveMember) return;
  throw accessDenied(caller.arn, 'sts:AssumeRoot', `arn:aws:iam::${target}:root`);
}

const FEATURE_NAMES: Readonly<Record<Feature, string>> = {
  RootCredentialsManagement: 'Root credentials management',
  RootSessions: 'Root sessions',
};

function requireFeature(organization: Organization, { feature }: TaskPolicy, now: Date): void {
  if (!isTrusted(organization, now)) throw accessDeniedWith('Service not enabled for AWS Organizations.');
  if (organization.features.has(feature)) return;
  throw accessDeniedWith(`${FEATURE_NAMES[feature]} feature is not enabled for your AWS Organization.`);
}

function isTrusted({ trustedServices, distrustedServices }: Organization, now: Date): boolean {
  if (trustedServices.has(IAM_SERVICE)) return true;
  const disabledAt = distrustedServices.get(IAM_SERVICE);
  return disabledAt !== undefined && now.getTime() - disabledAt.getTime() < DISABLED_TRUST_SECONDS * 1000;
}
