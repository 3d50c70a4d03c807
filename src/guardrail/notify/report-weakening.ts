import { allSettledInOrder, throwRejected } from '../../concurrency/all-settled.ts';
import type { AccountId } from '../../domain/account.ts';
import { describeWithRequestId } from '../../domain/aws-failure.ts';
import type { GuardrailWeakening, WeakeningTrigger } from '../../domain/trigger.ts';
import type { FeaturesReader, FeaturesReading } from '../ports/organization.ts';
import type { NotifyDependencies } from './dependencies.ts';
import { eventLine } from './notification-lines.ts';
import { notify } from './notify.ts';
import { recordRejection } from './record-rejection.ts';

export interface WeakeningDependencies extends NotifyDependencies {
  readonly managementAccountId: AccountId;
  readonly homeAccountId: AccountId;
  readonly features: FeaturesReader;
}

export const WHAT_HAPPENED: Record<GuardrailWeakening, string> = {
  'root-credentials-management-disabled': 'Central management of root credentials was disabled.',
  'root-sessions-disabled': 'Privileged root sessions were disabled.',
  'trusted-access-disabled': 'Trusted access for IAM was disabled.',
  'delegated-administrator-deregistered': 'A delegated administrator for IAM was deregistered.',
  'trail-access-disabled':
    'Trusted access for CloudTrail was disabled. Without an organization trail EventBridge gets events only of accounts with a trail of their own.',
  'stack-sets-access-disabled':
    'Trusted access for StackSets was disabled. Accounts that join get no forwarding rules, so their events do not arrive.',
};

/**
 * Notifies at once that somebody switched off what rootguard depends on, with the features that AWS reports as enabled now.
 * The management account, the home account and any other delegated administrator for IAM can do that: an event from another
 * account is rejected where AWS contradicts it.
 */
export async function reportWeakening(deps: WeakeningDependencies, trigger: WeakeningTrigger): Promise<void> {
  const { account, weakening, event } = trigger;
  const features = await deps.features.readFeatures();
  const isExpected = account === deps.managementAccountId || account === deps.homeAccountId;
  if (!isExpected && contradicts(features, weakening)) {
    await recordRejection(deps, account, { reason: 'wrong-origin', triggers: [trigger] }, event.name);
    return;
  }
  deps.telemetry.log('guardrail-weakened', { account, weakening, trigger: event.name });
  deps.telemetry.count('GuardrailWeakened', 1);
  // Notified even if the entry cannot be written. What fails is tried again when the message is delivered again.
  throwRejected(
    await allSettledInOrder([
      () => recordWeakening(deps, trigger),
      () => notifyWeakening(deps, trigger, features),
    ]),
  );
}

function recordWeakening({ ledger }: NotifyDependencies, trigger: WeakeningTrigger): Promise<void> {
  return ledger.append({
    type: 'guardrail-weakened',
    account: 'organization',
    at: trigger.at,
    id: `${trigger.event.id}#${trigger.weakening}`,
    triggers: [trigger],
  });
}

async function notifyWeakening(
  deps: NotifyDependencies,
  { account, weakening, event }: WeakeningTrigger,
  features: FeaturesReading,
): Promise<void> {
  await notify(
    deps,
    {
      key: 'guardrail-weakened',
      account: 'organization',
      fingerprint: `weakened#${weakening}#${event.id}`,
      lines: [WHAT_HAPPENED[weakening], eventLine(event, account), describeFeatures(features)],
    },
    'once',
  );
}

/** Whether AWS reports as on what the event says was switched off. */
function contradicts(reading: FeaturesReading, weakening: GuardrailWeakening): boolean {
  if (reading.type === 'unreadable') return false;
  switch (weakening) {
    case 'root-credentials-management-disabled':
      return reading.enabled.includes('RootCredentialsManagement');
    case 'root-sessions-disabled':
      return reading.enabled.includes('RootSessions');
    // Without either of them the features could not have been read.
    case 'trusted-access-disabled':
    case 'delegated-administrator-deregistered':
      return true;
    // Only the management account can.
    case 'trail-access-disabled':
    case 'stack-sets-access-disabled':
      return true;
  }
}

function describeFeatures(reading: FeaturesReading): string {
  if (reading.type === 'readable') return `Enabled now: ${reading.enabled.join(', ') || 'none'}`;
  return `The features could not be read now: ${describeWithRequestId(reading.failure)}`;
}
