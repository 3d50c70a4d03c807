import { RootguardError } from '../../domain/errors.ts';
import type { MoveTask, QueueOperation } from '../../guardrail/ports/queue-operation.ts';
import type { Pause } from '../../guardrail/ports/surroundings.ts';
import type { Command } from '../command.ts';
import { confirm } from '../confirm.ts';
import { flag, withDefault } from '../option.ts';
import { lines, type Result } from '../output/result.ts';
import { wholeNumber } from '../values.ts';
import { describeMove } from './queue-status.ts';

const RATE = withDefault('--rate <n>', 'messages a second, up to 500', wholeNumber(1, 500), '10');
const YES = flag('-y, --yes', 'do not ask');

const LOOK_EVERY_MILLISECONDS = 1_000;

export const queueRedrive: Command = {
  description: [
    'Moves every message of the dead-letter queue to the triggers queue, where it is worked on again, and waits until SQS has moved them. Running a message again changes nothing that is done already.',
    'A message that does not parse comes straight back: look with `rootguard queue peek` first.',
    'Ctrl-C ends the waiting; SQS goes on moving.',
  ],
  options: [RATE, YES],
  examples: ['rootguard queue redrive', 'rootguard queue redrive --rate 50 --yes'],
  async run(context, given) {
    const ports = await context.ports();
    const { openQueue } = await import('../../runtime/queue-operations.ts');
    const deadLetters = await openQueue(ports, 'deadLetters');
    const { visible } = await deadLetters.readDepth();
    if (visible === 0) return resultOf('nothing-to-move', undefined, 'The dead-letter queue is empty.');
    context.say(`about to move ${visible} messages from the dead-letter queue to the triggers queue`);
    const agreed = given(YES) || (await confirm(context, `Type ${visible} to go on:`, String(visible)));
    if (!agreed) return { ...resultOf('declined', undefined, 'Nothing was moved.'), exit: 'declined' };
    await deadLetters.startMove(await ports.queueUrl('triggers'), given(RATE));
    const move = await waitFor(deadLetters, ports.pause);
    const completed = move.status === 'COMPLETED';
    return {
      ...resultOf(completed ? 'moved' : 'not-moved', move, describeMove(move)),
      exit: completed ? 'ok' : 'failure',
    };
  },
};

async function waitFor(queue: QueueOperation, pause: Pause): Promise<MoveTask> {
  for (;;) {
    const move = await queue.latestMove();
    if (move === undefined) {
      throw new RootguardError('move-not-found', 'aws', 'SQS does not show the move that was just started');
    }
    if (move.status !== 'RUNNING') return move;
    await pause(LOOK_EVERY_MILLISECONDS);
  }
}

function resultOf(outcome: string, move: MoveTask | undefined, line: string): Result {
  return {
    exit: 'ok',
    json: { outcome, move: move ?? null },
    blocks: [lines(line)],
    csv: {
      columns: ['outcome', 'status', 'moved', 'toMove', 'failureReason'],
      rows: [[outcome, move?.status, move?.moved, move?.toMove, move?.failureReason]],
    },
  };
}
