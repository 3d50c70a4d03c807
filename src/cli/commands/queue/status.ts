import { allInOrder } from '../../../concurrency/settled.ts';
import type { MoveTask, QueueDepth } from '../../../guardrail/ports/queue-inspection.ts';
import { type NamedQueue, QUEUE_NAMES, QUEUES } from '../../options/queues.ts';
import { type Cell, lines, table } from '../../output/result.ts';
import { defineCommand } from '../../program/command.ts';

interface QueueState {
  readonly queue: NamedQueue;
  readonly depth: QueueDepth;
}

export const queueStatus = defineCommand({
  description: [
    'Shows the number of messages in each queue, and the progress of the latest SQS move task if one was started by hand. The numbers of SQS are approximate.',
  ],
  options: {},
  examples: ['rootguard queue status'],
  exitCodes: { failure: 'the dead-letter queue has messages, or it failed' },
  async run(context) {
    const ports = await context.ports();
    const { openQueue } = await import('../../../runtime/operator/queues.ts');
    const states = await allInOrder(
      QUEUE_NAMES.map(async (queue): Promise<QueueState> => {
        const operation = await openQueue(ports, QUEUES[queue]);
        return { queue, depth: await operation.readDepth() };
      }),
    );
    const move = await (await openQueue(ports, 'deadLetters')).latestMove();
    const dead = states.some(({ queue, depth }) => queue === 'dead-letters' && total(depth) > 0);
    const columns = ['queue', 'visible', 'in flight', 'delayed'];
    return {
      exit: dead ? 'failure' : 'ok',
      json: { queues: states.map(({ queue, depth }) => ({ queue, ...depth })), latestMove: move ?? null },
      blocks: [table(columns, states.map(row)), ...(move === undefined ? [] : [lines(describeMove(move))])],
      csv: {
        columns: ['queue', 'visible', 'inFlight', 'delayed'],
        rows: states.map(({ queue, depth }) => [queue, depth.visible, depth.inFlight, depth.delayed]),
      },
    };
  },
});

function row({ queue, depth }: QueueState): readonly Cell[] {
  const { visible, inFlight, delayed } = depth;
  const isBad = queue === 'dead-letters' && visible > 0;
  return [queue, isBad ? { value: visible, tone: 'bad' } : visible, inFlight, delayed];
}

function total({ visible, inFlight, delayed }: QueueDepth): number {
  return visible + inFlight + delayed;
}

function describeMove({ status, moved, toMove, failureReason }: MoveTask): string {
  const of = toMove === undefined ? '' : ` of ${toMove}`;
  return `latest move task: ${status}, ${moved}${of} moved${failureReason === undefined ? '' : `: ${failureReason}`}`;
}
