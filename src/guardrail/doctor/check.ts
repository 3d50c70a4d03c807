import { type Check as AnyCheck, createChecks } from '../checks/check.ts';
import type { RootAccessStep } from '../operate/root-access.ts';

/** Everything that doctor checks, in the order of its report. */
export const CHECKS = {
  clock: "this machine's clock shows the time of AWS",
  'all-features': 'the organization has all features',
  'trusted-access': 'IAM has trusted access',
  'root-credentials-management': 'RootCredentialsManagement is on',
  'root-sessions': 'RootSessions is on, or not needed',
  'delegated-administrator': 'this account may open root sessions',
  'regional-sts': 'STS answers in the Region of rootguard',
  'root-session': 'a root session can be opened and can list credentials',
  trail: 'an organization trail is logging',
  'stack-set': 'every member account forwards its events',
  'session-regions': 'the rules in further Regions are enabled',
  deployment: 'rootguard is deployed in this account',
  'home-rules': 'the rules of the home account are enabled',
  'event-sources': 'the functions receive from every queue and stream',
  tables: 'the tables exist',
  settings: 'the settings can be used',
  exceptions: 'every exception can be read',
  breaker: 'the breaker is closed',
  'work-queues': 'the queues are processed in time',
  'dead-letters': 'the dead-letter queue is empty',
  'last-sweep': 'the last sweep is recent',
  'requested-audits': 'requested audits are carried out',
  'last-event': 'events arrive',
  'management-root': 'the root user of the management account is protected',
  canary: 'the latest canary run saw every hop in time',
  'heard-accounts': 'every covered account is heard',
  coverage: 'every account is audited in time and heard',
} as const;

export type CheckId = keyof typeof CHECKS;

/** What `doctor --fix` can run by itself. */
export type Fix =
  | { readonly type: 'root-access'; readonly step: RootAccessStep }
  | { readonly type: 'enable-rule'; readonly bus: string; readonly rule: string }
  | { readonly type: 'request-sweep' };

export type Check = AnyCheck<CheckId, Fix>;

export const { ok, problem, warning, notDetermined, refused, skipped, run } = createChecks<CheckId, Fix>(
  CHECKS,
);
