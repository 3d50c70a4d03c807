import type { AccountId } from '../domain/account.ts';
import type { GuardrailWeakening, WeakeningTrigger } from '../domain/trigger.ts';
import { announce } from './announce.ts';
import { describeActor } from './announcements.ts';
import type { AnnounceDependencies } from './dependencies.ts';
import type { FeaturesReader, FeaturesReading } from './ports/organization.ts';

export interface WeakeningDependencies extends AnnounceDependencies {
  readonly managementAccountId: AccountId;
  readonly homeAccountId: AccountId;
  readonly features: FeaturesReader;
}

const WHAT_HAPPENED: Record<GuardrailWeakening, string> = {
  'root-credentials-management-disabled': 'Central management of root credentials was disabled.',
  'root-sessions-disabled': 'Privileged root sessions were disabled.',
  'trusted-access-disabled': 'Trusted access for IAM was disabled.',
  'delegated-administrator-deregistered': 'A delegated administrator for IAM was deregistered.',
};

/**
 * Tells people at once that somebody switched off what rootguard stands on, with what AWS says now beside what the
 * event says. Only the management account and the home account can do that, so an event from anywhere else is refused.
 */
export async function reportWeakening(deps: WeakeningDependencies, trigger: WeakeningTrigger): Promise<void> {
  const { account, weakening, event } = trigger;
  if (account !== deps.managementAccountId && account !== deps.homeAccountId) {
    const at = deps.clock.now();
    const reason = 'wrong-origin';
    await deps.ledger.append({
      type: 'rejected',
      account,
      at,
      id: deps.newId(),
      reason,
      triggers: [trigger],
    });
    deps.telemetry.log('trigger-rejected', { account, reason, trigger: event.name });
    deps.telemetry.count('TriggersRejected', 1);
    return;
  }
  deps.telemetry.log('guardrail-weakened', { account, weakening, trigger: event.name });
  deps.telemetry.count('GuardrailWeakened', 1);
  await announce(
    deps,
    {
      key: 'guardrail-weakened',
      account: 'organization',
      fingerprint: `weakened#${weakening}#${event.id}`,
      lines: [
        WHAT_HAPPENED[weakening],
        `Event ${event.name} (${event.id}) in account ${account} by ${describeActor(event.actor)}`,
        describeFeatures(await deps.features.readFeatures()),
      ],
    },
    'incident',
  );
}

function describeFeatures(reading: FeaturesReading): string {
  if (reading.type === 'readable') return `Enabled now: ${reading.enabled.join(', ') || 'none'}`;
  return `The features could not be read now: ${reading.failure.code}: ${reading.failure.message}`;
}
