import type { AccountId } from '../../domain/account.ts';
import { type AwsFailure, describeWithRequestId } from '../../domain/aws-failure.ts';
import { MANAGEMENT_ROOT_EXPOSURES, type ManagementRootExposure } from '../../domain/management-root.ts';
import type { EventFacts, Trigger } from '../../domain/trigger.ts';
import type { NotifyDependencies } from './dependencies.ts';
import { eventLine } from './notification-lines.ts';
import { notify } from './notify.ts';

/**
 * The root user of the management account signed in or changed a credential. AWS permits no root session there, so people have to
 * look after it themselves.
 */
export async function notifyManagementRoot(
  deps: NotifyDependencies,
  account: AccountId,
  triggers: readonly Trigger[],
): Promise<void> {
  for (const event of triggers.flatMap(rootEventOf)) {
    await notify(
      deps,
      {
        key: 'management-root-used',
        account,
        fingerprint: `management-root#${event.name}#${event.actor.principal}#${event.actor.sourceIp}`,
        lines: [
          'AWS permits no root session in the management account, so rootguard removes nothing there.',
          eventLine(event, account),
          'If nobody planned it: change its password, and check its MFA devices and access keys.',
        ],
      },
      'hourly',
    );
  }
}

/**
 * Found by a sweep: whoever takes over that root user owns the organization, and only people can change it.
 * @param since identifies the incident, which ends once it is protected
 */
export async function notifyManagementRootExposed(
  deps: NotifyDependencies,
  account: AccountId,
  exposures: readonly ManagementRootExposure[],
  since: string,
): Promise<void> {
  await notify(
    deps,
    {
      key: 'management-root-exposed',
      account,
      fingerprint: `management-root-exposed#${account}#${since}#${exposures.join()}`,
      lines: [
        'AWS permits no root session in the management account, so rootguard only reads what its root user has.',
        ...exposures.map((exposure) => MANAGEMENT_ROOT_EXPOSURES[exposure].text),
        ...exposures.map((exposure) => MANAGEMENT_ROOT_EXPOSURES[exposure].advice),
      ],
    },
    'weekly',
  );
}

/** Nobody knows whether it is protected until somebody mends that. */
export async function notifyManagementRootUnreadable(
  deps: NotifyDependencies,
  account: AccountId,
  failure: AwsFailure,
): Promise<void> {
  await notify(
    deps,
    {
      key: 'management-root-unreadable',
      account,
      fingerprint: `management-root-unreadable#${account}#${failure.reason}`,
      lines: [
        'Whether the root user of the management account has MFA or access keys could not be read, so it is reported as unknown.',
        describeWithRequestId(failure),
        'It is read by a role of the stack of the management account: deploy that stack again if the role is gone or was changed.',
      ],
    },
    'daily',
  );
}

function rootEventOf(trigger: Trigger): readonly EventFacts[] {
  return trigger.type === 'root-credential-changed' ? [trigger.event] : [];
}
