import type { AuditRequest } from '../../../src/domain/audit-request.ts';
import type { Notification } from '../../../src/domain/notification.ts';
import type { SweepItem } from '../../../src/domain/sweep-item.ts';
import type { Notifier } from '../../../src/guardrail/ports/notifier.ts';
import type { Clock } from '../../../src/guardrail/ports/platform.ts';
import type {
  DeadLetterSender,
  MessageBackoff,
  SweepQueue,
  TriggerQueue,
} from '../../../src/guardrail/ports/work-queues.ts';
import type { CallLog } from './call-log.ts';

export interface MemoryTriggerQueue extends TriggerQueue {
  readonly sent: readonly AuditRequest[];
  /** Removes and returns the requests that are due. */
  receiveDue(): readonly AuditRequest[];
}

export function createMemoryTriggerQueue(clock: Clock, log: CallLog): MemoryTriggerQueue {
  const sent: AuditRequest[] = [];
  let waiting: { readonly request: AuditRequest; readonly dueAt: number }[] = [];
  return {
    sent,
    async requestAudit(request, delaySeconds) {
      await log.enter('triggerQueue.requestAudit', request.account);
      if (delaySeconds > 900) throw new Error(`DelaySeconds ${delaySeconds} is more than 900`);
      sent.push(request);
      waiting.push({ request, dueAt: clock.now().getTime() + delaySeconds * 1000 });
    },
    receiveDue() {
      const now = clock.now().getTime();
      const due = waiting.filter(({ dueAt }) => dueAt <= now);
      waiting = waiting.filter(({ dueAt }) => dueAt > now);
      return due.map(({ request }) => request);
    },
  };
}

export interface MemorySweepQueue extends SweepQueue {
  readonly sent: readonly SweepItem[];
}

export function createMemorySweepQueue(log: CallLog): MemorySweepQueue {
  const sent: SweepItem[] = [];
  return {
    sent,
    async send(items) {
      await log.enter('sweepQueue.send');
      sent.push(...items);
    },
  };
}

export interface DeadLetter {
  readonly body: string;
  readonly path: string;
  readonly message: string;
}

export interface MemoryDeadLetterSender extends DeadLetterSender {
  readonly sent: readonly DeadLetter[];
}

export function createMemoryDeadLetterSender(log: CallLog): MemoryDeadLetterSender {
  const sent: DeadLetter[] = [];
  return {
    sent,
    async send(body, why) {
      await log.enter('deadLetters.send');
      sent.push({ body, ...why });
    },
  };
}

export interface MemoryMessageBackoff extends MessageBackoff {
  readonly delays: readonly { readonly receiptHandle: string; readonly seconds: number }[];
}

export function createMemoryMessageBackoff(log: CallLog): MemoryMessageBackoff {
  const delays: { readonly receiptHandle: string; readonly seconds: number }[] = [];
  return {
    delays,
    async delay(receiptHandle, seconds) {
      await log.enter('messageBackoff.delay');
      delays.push({ receiptHandle, seconds });
    },
  };
}

export interface MemoryNotifier extends Notifier {
  readonly published: readonly Notification[];
}

export function createMemoryNotifier(log: CallLog): MemoryNotifier {
  const published: Notification[] = [];
  return {
    published,
    async publish(notification) {
      await log.enter('notifier.publish');
      published.push(notification);
    },
  };
}
