import type { AccountId, MemberAccount } from '../../domain/account.ts';
import {
  AWS_FAILURES,
  type AwsFailure,
  describeWithRequestId,
  isFailedCall,
} from '../../domain/aws-failure.ts';
import type { RootAccess } from '../operate/root-access.ts';
import type { RootAuditor } from '../ports/root-sessions.ts';
import { type Check, ok, problem, skipped } from './check.ts';

/** Where a root session is tried. */
export interface ProbedAccount {
  readonly id: AccountId;
  readonly name: string;
}

/** The result of trying a root session. */
export type Probe =
  | { readonly type: 'worked'; readonly account: ProbedAccount }
  | { readonly type: 'refused'; readonly account: ProbedAccount; readonly failure: AwsFailure }
  /** There is no ACTIVE member account to try it in. */
  | { readonly type: 'nowhere' };

/**
 * Where to try a root session unless somebody says so. Whether a delegated administrator may open one in its own account is not
 * documented, so another one is preferred.
 */
export function accountToProbe(
  members: readonly MemberAccount[],
  callerAccount: AccountId,
): MemberAccount | undefined {
  const active = members.filter(({ state }) => state === 'ACTIVE');
  return active.find(({ id }) => id !== callerAccount) ?? active[0];
}

/** Opens an audit session and reads the summary, as every audit does. Nothing is changed. */
export async function probeRootSession(
  auditor: RootAuditor,
  account: ProbedAccount | undefined,
): Promise<Probe> {
  if (account === undefined) return { type: 'nowhere' };
  const opened = await auditor.openAuditSession(account.id);
  if (opened.type === 'refused') return { type: 'refused', account, failure: opened.failure };
  const summary = await opened.session.readSummary();
  return summary.type === 'readable'
    ? { type: 'worked', account }
    : { type: 'refused', account, failure: summary.failure };
}

export function checkRootSession(probe: Probe, access: RootAccess): Check {
  const id = 'root-session';
  switch (probe.type) {
    case 'nowhere':
      return skipped(
        id,
        'there is no active member account to try it in',
        'Nothing to do until there is one.',
      );
    case 'worked':
      return ok(id, `tried in ${nameOf(probe.account)}`);
    case 'refused': {
      const { failure } = probe;
      const detail = `refused in ${nameOf(probe.account)}: ${causeOf(failure, access)}`;
      return { ...problem(id, detail, adviceOf(failure, probe.account)), failure };
    }
  }
}

/** The global endpoint of STS has no AssumeRoot. */
export function checkRegionalSts(probe: Probe, region: string): Check {
  const id = 'regional-sts';
  const failure = probe.type === 'refused' ? probe.failure : undefined;
  if (failure?.reason === 'region-disabled') {
    return {
      ...problem(id, `STS is not active in ${region}`, AWS_FAILURES['region-disabled'].advice),
      failure,
    };
  }
  if (failure !== undefined && isFailedCall(failure) && failure.code === 'InvalidAction') {
    const advice = `Call STS at its Regional endpoint: sts.${region}.amazonaws.com.`;
    return { ...problem(id, 'the global endpoint of STS is called', advice), failure };
  }
  // The caller's identity was read with the same client.
  return ok(id, region);
}

const NOT_DELEGATED = 'this account is neither the management account nor a delegated administrator for IAM';

/** AWS's denial seldom says why. Causes with the same text are told apart by what is switched on. */
function causeOf(failure: AwsFailure, { trustedAccess, features }: RootAccess): string {
  switch (failure.reason) {
    case 'root-credentials-management-off':
      return 'the feature RootCredentialsManagement is off';
    case 'trusted-access-off':
      return 'IAM has no trusted access to the organization';
    case 'not-delegated':
      return NOT_DELEGATED;
    case 'denied-by-scp':
      return `a service control policy denies ${deniedAction(failure) ?? failure.call}`;
    case 'not-authorized':
      if (trustedAccess.type === 'readable' && !trustedAccess.value) return 'IAM has no trusted access';
      if (features.type === 'readable' && !features.enabled.includes('RootCredentialsManagement')) {
        return 'the feature RootCredentialsManagement is off';
      }
      if (features.type === 'unreadable' && features.failure.reason === 'not-delegated') return NOT_DELEGATED;
      return 'these credentials may not call sts:AssumeRoot there, or it is not a member account';
    default:
      return describeWithRequestId(failure);
  }
}

function adviceOf(failure: AwsFailure, { id }: ProbedAccount): string {
  const { advice } = AWS_FAILURES[failure.reason];
  if (failure.reason !== 'denied-by-scp') return advice;
  return `${advice} The policy is attached to the account or to something above it; rootguard preflight names it. Those of the account itself:\naws organizations list-policies-for-target --target-id ${id} --filter SERVICE_CONTROL_POLICY`;
}

/** `… is not authorized to perform: iam:GetAccountSummary on resource: …` */
function deniedAction({ message }: AwsFailure): string | undefined {
  return /not authorized to perform: ([\w-]+:\w+)/.exec(message)?.[1];
}

function nameOf({ id, name }: ProbedAccount): string {
  return `${id} (${name})`;
}
