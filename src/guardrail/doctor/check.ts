import { type AwsFailure, describeWithRequestId } from '../../domain/aws-failure.ts';
import { RootguardError } from '../../domain/errors.ts';
import type { RootAccessStep } from '../operate/root-access.ts';

/** Everything that doctor checks, in the order of its report. */
export const CHECKS = {
  clock: "this machine's clock shows the time of AWS",
  'all-features': 'the organization has all features',
  'trusted-access': 'IAM has trusted access',
  'root-credentials-management': 'RootCredentialsManagement is on',
  'root-sessions': 'RootSessions is on',
  'delegated-administrator': 'this account may open root sessions',
  'regional-sts': 'STS answers in the Region of rootguard',
  'root-session': 'a root session can be opened and can list credentials',
  trail: 'an organization trail is logging',
  'stack-set': 'every member account forwards its events',
  'home-rules': 'the rules of the home account are enabled',
  tables: 'the tables exist',
  exceptions: 'every exception can be read',
  breaker: 'the breaker is closed',
  'work-queues': 'the queues are processed in time',
  'dead-letters': 'the dead-letter queue is empty',
  'last-sweep': 'the last sweep is recent',
  'requested-audits': 'requested audits are carried out',
  'last-event': 'events arrive',
} as const;

export type CheckId = keyof typeof CHECKS;

/** What `doctor --fix` can run by itself. */
export type Fix =
  | { readonly type: 'root-access'; readonly step: RootAccessStep }
  | { readonly type: 'enable-rule'; readonly bus: string; readonly rule: string }
  | { readonly type: 'request-sweep' };

interface Finding {
  readonly id: CheckId;
  /** What was found. */
  readonly detail: string;
}

/** Nothing is to be done. */
interface Passed extends Finding {
  readonly status: 'ok';
  readonly advice: undefined;
  readonly failure: undefined;
  readonly fixes: readonly [];
}

interface Problem extends Finding {
  readonly status: 'warning' | 'failed';
  /** What to do about it. */
  readonly advice: string;
  /** Why AWS refused a call, where it did. */
  readonly failure: AwsFailure | undefined;
  readonly fixes: readonly Fix[];
}

/** It could not be found out, and does not count as ok. */
interface NotChecked extends Finding {
  readonly status: 'not-checked';
  readonly advice: string | undefined;
  readonly failure: AwsFailure | undefined;
  readonly fixes: readonly [];
}

export type Check = Passed | Problem | NotChecked;

export type CheckStatus = Check['status'];

export function ok(id: CheckId, detail: string): Check {
  return { id, status: 'ok', detail, advice: undefined, failure: undefined, fixes: [] };
}

export function failed(id: CheckId, detail: string, advice: string, fixes: readonly Fix[] = []): Problem {
  return { id, status: 'failed', detail, advice, failure: undefined, fixes };
}

export function warning(id: CheckId, detail: string, advice: string, fixes: readonly Fix[] = []): Problem {
  return { id, status: 'warning', detail, advice, failure: undefined, fixes };
}

/** AWS answered, but its answer does not say it. */
export function notDetermined(id: CheckId, detail: string, advice: string | undefined): Check {
  return { id, status: 'not-checked', detail, advice, failure: undefined, fixes: [] };
}

/** The check itself ended with an error of rootguard, not of AWS. */
export function crashed(id: CheckId, error: unknown): Check {
  const isKnown = error instanceof RootguardError;
  const detail = isKnown ? error.message : `the check failed: ${String(error)}`;
  const advice = isKnown ? error.nextStep : 'It is a defect of rootguard: report it, with the whole message.';
  return notDetermined(id, detail, advice);
}

export function notChecked(id: CheckId, failure: AwsFailure, advice?: string): Check {
  return { id, status: 'not-checked', detail: describeWithRequestId(failure), advice, failure, fixes: [] };
}
