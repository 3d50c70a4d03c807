import fc from 'fast-check';
import type { HistoriesSize } from './run-memory.ts';
import { type SandboxAction, sandboxHistory } from './sandbox-actions.ts';
import { applyHistoryOnSandbox } from './sandbox-apply-action.ts';
import { sandboxBreaches } from './sandbox-quiescence.ts';
import { SandboxWorld } from './sandbox-world.ts';

/** Histories on the deployed rootguard: the real consumer, sweeper and SDK, against the sandbox over HTTP. */
export function historiesOnSandbox({ accounts, actions }: HistoriesSize) {
  return fc.asyncProperty(sandboxHistory(accounts, actions), async (history) => {
    const breaches = await breachesAfter(history, accounts);
    if (breaches.length > 0) throw new Error(breaches.join('\n'));
  });
}

/** The promises that do not hold after one history. */
export async function breachesAfter(
  history: readonly SandboxAction[],
  accounts: number,
): Promise<readonly string[]> {
  const world = await SandboxWorld.start(accounts);
  try {
    await applyHistoryOnSandbox(world, history);
    return await sandboxBreaches(world);
  } finally {
    await world.stop();
  }
}
