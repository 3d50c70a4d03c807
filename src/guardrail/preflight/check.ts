import { type Check as AnyCheck, createChecks } from '../checks/check.ts';

/** Everything that preflight checks, in the order of its report. */
export const CHECKS = {
  'all-features': 'the organization has all features',
  'trusted-access': 'IAM has trusted access',
  'root-credentials-management': 'RootCredentialsManagement is on',
  'root-sessions': 'RootSessions is on, or not needed',
  'delegated-administrator': 'the home account may open root sessions',
  'stack-sets-access': 'StackSets has trusted access',
  trail: 'a trail covers every account',
  'trail-region': "the trail records IAM's events where rootguard is",
  'trail-logging': 'the trail is logging',
  'trail-write-events': 'the trail records management events that write',
  'trail-read-events': 'the trail records management events that read',
  'policies-stack-sets': 'no policy denies StackSets what it deploys in member accounts',
  'policies-forwarding': 'no policy denies member accounts to forward their events',
  'policies-root-session': 'no policy denies what a root session does',
  'policies-deployment': 'no policy denies the deployment in the home account',
  'policies-service': 'no policy denies the service in the home account',
  'policies-canary': 'no policy denies the canary in the home account',
  'resource-control-policies': 'no resource control policy may stop rootguard',
  names: 'no name that rootguard uses in the home account is taken',
  'management-names': 'no name that rootguard uses in the management account is taken',
  'stack-set-name': 'no StackSet has the name that rootguard uses',
  'session-regions': 'the further Regions are enabled and not denied',
  'permissions-boundary': 'the permissions boundary exists, and allows what the roles need',
  'encryption-key': 'the KMS key of the configuration can be used',
  'canary-account': "the canary's account is active and has no root credentials",
  'lambda-concurrency': 'Lambda has enough concurrency',
  'organizational-units': 'the StackSet can be deployed to the covered units in one call',
  bootstrap: 'the home account is bootstrapped for the CDK',
  'root-usage-alarms': 'no alarm on the root user takes audits for intruders',
  guardduty: 'GuardDuty does not report each audit',
  'regional-sts': 'STS answers in the Region of rootguard',
  'root-session': 'a root session can be opened and can list credentials',
} as const;

export type PreflightCheckId = keyof typeof CHECKS;

export type Check = AnyCheck<PreflightCheckId, never>;

export const { ok, problem, warning, notDetermined, refused, skipped, run } =
  createChecks<PreflightCheckId>(CHECKS);

/** A check that doctor makes too, under the title that it has before a deployment. */
export function asPreflight(id: PreflightCheckId, check: AnyCheck): Check {
  return { ...check, id, title: CHECKS[id], fixes: [] };
}
