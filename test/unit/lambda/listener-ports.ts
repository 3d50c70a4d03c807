import type { ListenerDependencies } from '../../../src/lambda/listener.ts';
import type { createMemoryWorld } from '../../support/memory/world.ts';
import { INSTALLATION } from '../../support/own-part-records.ts';

/** The ports of a listener in a world in memory. */
export function listenerPorts(world: ReturnType<typeof createMemoryWorld>): ListenerDependencies {
  return {
    ...world,
    managementAccountId: world.organization.managementAccountId,
    installation: INSTALLATION,
    ledgerReader: world.ledger,
    sessionPrincipals: { own: [], others: [], canaryAccountId: undefined },
    sessionReader: world.sessionRegister,
    heartbeats: world.posture,
    backoff: {
      heartbeats: world.messageBackoff,
      activity: world.messageBackoff,
      memberActivity: world.messageBackoff,
    },
    queueNames: { heartbeats: 'rootguard-heartbeats', memberActivity: 'rootguard-member-activity' },
    concurrency: 2,
    flushMetrics: () => undefined,
  };
}
