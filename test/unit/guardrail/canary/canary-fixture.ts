import type { Credential } from '../../../../src/domain/credentials.ts';
import type { Trigger } from '../../../../src/domain/trigger.ts';
import type { CanaryDependencies, CanaryRequest } from '../../../../src/guardrail/canary/dependencies.ts';
import { runCanary } from '../../../../src/guardrail/canary/run-canary.ts';
import { ACCOUNT, givenEvent } from '../../../support/builders.ts';
import { MEMORY_ACCESS_KEY_ID } from '../../../support/memory/root-sessions.ts';
import { givenGuard, OPERATOR } from '../guard-fixture.ts';

/** How long CloudTrail's event takes to arrive. */
export const EVENT_DELAY_SECONDS = 8;

/**
 * A canary beside the guardrail, which audits the account when the event of the password arrives.
 * @param options.deaf the event never arrives
 */
export function givenCanary(
  credentials: readonly Credential[] = [],
  { deaf = false, ...overrides }: Parameters<typeof givenGuard>[1] & { readonly deaf?: boolean } = {},
) {
  const guarded = givenGuard(credentials, overrides);
  const { clock, organization } = guarded;
  let isDeaf = deaf;
  let handled: Date | undefined;
  const deliver = async () => {
    const [password] = organization.credentials(ACCOUNT).filter(({ kind }) => kind === 'login-profile');
    const createdAt = password?.createdAt;
    if (isDeaf || createdAt === undefined || createdAt.getTime() === handled?.getTime()) return;
    if (clock.now().getTime() < createdAt.getTime() + EVENT_DELAY_SECONDS * 1000) return;
    handled = createdAt;
    await guarded.guard(givenCanaryEvent(createdAt));
  };
  const canary: CanaryDependencies = {
    ...guarded.deps,
    recoverer: guarded.recoverer,
    remover: guarded.remover,
    ledgerReader: guarded.ledger,
    canaryRuns: guarded.canaryRuns,
    deploymentRecord: guarded.deploymentRecord,
    assumedCanEnforce: overrides.remover !== undefined || !('remover' in overrides),
    pause: async (milliseconds) => {
      clock.advance(milliseconds / 1000);
      await deliver();
    },
  };
  return {
    ...guarded,
    canary,
    run: (request: Partial<CanaryRequest> = {}) =>
      runCanary(canary, { account: ACCOUNT, by: OPERATOR.by, timeoutSeconds: 60, ...request }),
    /** From now on no event arrives. */
    deafen: () => {
      isDeaf = true;
    },
  };
}

/** The event of the password, in the session that the canary has opened. */
export function givenCanaryEvent(at: Date, accessKeyId = MEMORY_ACCESS_KEY_ID): Trigger {
  return {
    type: 'root-credential-changed',
    account: ACCOUNT,
    kind: 'login-profile',
    at,
    event: { ...givenEvent({ id: `event-${at.getTime()}`, accessKeyId }), delaySeconds: 6 },
  };
}
