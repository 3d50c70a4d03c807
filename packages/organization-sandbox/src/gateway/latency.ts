import { setTimeout as wait } from 'node:timers/promises';
import type { FaultEffect } from '../settings/fault-injector.ts';

/** Waits on the machine's clock, even when the sandbox's clock does not move: latency belongs to the network. */
export async function delay(everyCallMs: number, fault: FaultEffect | undefined): Promise<void> {
  const milliseconds = everyCallMs + (fault?.type === 'latency' ? fault.milliseconds : 0);
  if (milliseconds > 0) await wait(milliseconds);
}
