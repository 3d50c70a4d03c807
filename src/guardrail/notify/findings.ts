import type { AccountId, MemberAccount } from '../../domain/account.ts';
import {
  AWS_FAILURES,
  type AwsFailure,
  describeFailure,
  describeWithRequestId,
} from '../../domain/aws-failure.ts';
import { type CredentialResult, failureCauseOf } from '../../domain/credential-result.ts';
import { type Credential, fingerprintOf, hasPassword } from '../../domain/credentials.ts';
import { listed } from '../../domain/listed.ts';
import type { Notification } from '../../domain/notification.ts';
import type { Trigger } from '../../domain/trigger.ts';
import type { FindingCounter } from '../ports/digest-progress.ts';
import type { NotifyDependencies } from './dependencies.ts';
import { accountLine, attribution, resultLine } from './notification-lines.ts';
import type { REPEAT_AFTER_SECONDS } from './notify.ts';
import { NOTHING_UNREPORTED, type Unreported } from './unreported.ts';

/**
 * What an audit found and left as it is: unapproved credentials, or an account that cannot be read. After an event people are
 * notified at once. A sweep may find it in every account, so its audits count their findings, and the sweeper tells them together.
 */
export interface Finding {
  readonly account: AccountId;
  readonly name: string;
  /** What was left in place; none where the account cannot be read. */
  readonly credentials: readonly Credential[];
  /** For one line of a digest. */
  readonly summary: string;
  /** The notification of this finding alone. */
  readonly notification: Omit<Notification, 'at'>;
  readonly repeat: keyof typeof REPEAT_AFTER_SECONDS;
}

type Account = Pick<MemberAccount, 'id' | 'name'>;

export interface ViolationFacts {
  readonly triggers?: readonly Trigger[] | undefined;
  /** Whether the account has a password that no MFA device guards. */
  readonly isWithoutMfa?: boolean;
  /** Without it, the same credentials are the same incident. */
  readonly incidentId?: string | undefined;
}

/** @param violations at least one */
export function violationFinding(
  account: Account,
  violations: readonly CredentialResult[],
  { triggers = [], isWithoutMfa = false, incidentId }: ViolationFacts = {},
): Finding {
  const credentials = violations.map(({ credential }) => credential);
  return {
    account: account.id,
    name: account.name,
    credentials,
    summary: namesOf(credentials, isWithoutMfa),
    notification: {
      key: violations.every(({ reason }) => reason === 'mfa-lost') ? 'mfa-lost' : 'violation-found',
      account: account.id,
      fingerprint: `violation#${account.id}#${incidentId ?? fingerprintOf(credentials)}`,
      lines: [
        accountLine(account),
        ...violations.map(resultLine),
        ...(isWithoutMfa && hasPassword(credentials) ? ['No MFA device guards the password.'] : []),
        ...attribution(triggers),
      ],
    },
    repeat: 'weekly',
  };
}

/** @param failure of this account alone */
export function unreadableFinding(account: Account, failure: AwsFailure): Finding {
  return {
    account: account.id,
    name: account.name,
    credentials: [],
    summary: `could not be audited: ${describeFailure(failure)}`,
    notification: {
      key: 'account-unreadable',
      account: account.id,
      fingerprint: `unreadable#${account.id}#${failure.reason}`,
      lines: [
        `Account ${account.id} could not be audited.`,
        describeWithRequestId(failure),
        AWS_FAILURES[failure.reason].advice,
      ],
    },
    repeat: 'dailySweep',
  };
}

/**
 * AWS refused the session in which the credentials would have been removed, so that all of them are left.
 * @param results at least one of them failed
 */
export function refusedRemovalFinding(
  account: Account,
  results: readonly CredentialResult[],
  triggers: readonly Trigger[] = [],
): Finding {
  const failed = results.filter(({ result }) => result === 'failed').map(({ credential }) => credential);
  return {
    account: account.id,
    name: account.name,
    credentials: failed,
    summary: `${namesOf(failed)}: could not be removed`,
    notification: {
      key: 'removal-failed',
      account: account.id,
      fingerprint: removalFailedFingerprint(account.id, results),
      lines: [accountLine(account), ...results.map(resultLine), ...attribution(triggers)],
    },
    repeat: 'dailySweep',
  };
}

/** Includes the results, so that another result of the same credentials is notified. */
export function removalFailedFingerprint(
  account: AccountId,
  results: readonly CredentialResult[],
  { gone, unreadable }: Unreported = NOTHING_UNREPORTED,
): string {
  const outcomes = results.map(
    (one) => `${fingerprintOf([one.credential])}=${failureCauseOf(one) ?? one.result}`,
  );
  const unreported = [
    ...gone.map((credential) => `${fingerprintOf([credential])}=gone`),
    ...unreadable.map(({ id }) => `${id}=interrupted`),
  ];
  return `removal-failed#${account}#${[...outcomes, ...unreported].sort().join()}`;
}

/** A digest names ten accounts, and a chat shows no text of any length. */
const MAX_NAMED_CREDENTIALS = 6;

/** A password has no id of its own. */
function namesOf(credentials: readonly Credential[], isWithoutMfa = false): string {
  const password = isWithoutMfa ? 'login-profile without MFA' : 'login-profile';
  return listed(
    credentials.map(({ kind, id }) => (kind === 'login-profile' ? password : `${kind} ${id}`)),
    MAX_NAMED_CREDENTIALS,
  );
}

/** For the sweeper, unless people know it already. The posture has to show the finding by now. */
export async function countFinding(
  {
    findings,
    sentNotifications,
    clock,
  }: Pick<NotifyDependencies, 'sentNotifications' | 'clock'> & { readonly findings: FindingCounter },
  { notification }: Finding,
): Promise<void> {
  if (!(await sentNotifications.wasSent(notification.fingerprint, clock.now()))) await findings.count();
}
