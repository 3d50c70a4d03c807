import { type Redriven, redriveDeadLetters } from '../../../guardrail/operate/redrive-dead-letters.ts';
import { explainError } from '../../errors.ts';
import { YES } from '../../options/operator.ts';
import { withDefault } from '../../options/option.ts';
import { wholeNumber } from '../../options/parsers.ts';
import { type Block, lines, type Result } from '../../output/result.ts';
import { defineCommand } from '../../program/command.ts';
import { confirm } from '../../terminal/confirm.ts';
import { issueOf } from '../../views/queue-message.ts';

const RATE = withDefault(
  '--rate <n>',
  'maximum number of messages per second, up to 500',
  wholeNumber(1, 500),
  '10',
);

type RedriveResult = 'moved' | 'nothing-to-move' | 'declined' | 'interrupted' | 'failed';

const NOTHING: Redriven = { end: { type: 'complete' }, moved: 0, malformed: [] };

export const queueRedrive = defineCommand({
  description: [
    'Moves the messages of the dead-letter queue back to be processed again: to the triggers queue, or to the queue of the listener that they came from. Each is sent before it is deleted, so none is lost. Processing a message twice changes nothing.',
    'A malformed message stays in the dead-letter queue, as it would only come back: `rootguard queue peek` shows it, `rootguard queue delete` deletes it.',
    'After Ctrl-C the messages in progress are finished and the rest stays in the queue.',
  ],
  options: { rate: RATE, yes: YES },
  examples: ['rootguard queue redrive', 'rootguard queue redrive --rate 50 --yes'],
  exitCodes: { failure: 'malformed messages stay in the queue, it failed, or it was interrupted' },
  onInterrupt: 'graceful',
  async run(context, args) {
    const ports = await context.ports();
    const { openDeadLetters, openQueue } = await import('../../../runtime/operator/queues.ts');
    const { visible } = await (await openQueue(ports, 'deadLetters')).readDepth();
    if (visible === 0) return resultOf('nothing-to-move', NOTHING, ['The dead-letter queue is empty.']);
    context.say(
      `about to move up to ${visible} messages of the dead-letter queue back to be processed again; malformed messages stay`,
    );
    const agreed = args.yes || (await confirm(context, `Type ${visible} to continue:`, String(visible)));
    if (!agreed) return resultOf('declined', NOTHING, ['Nothing was moved.']);
    const redriven = await redriveDeadLetters(
      {
        ...(await openDeadLetters(ports)),
        issueOf: (message) => issueOf(message, ports),
        pause: ports.pause,
        messagesPerSecond: args.rate,
      },
      context.interrupted,
    );
    return resultOf(redriveResultOf(redriven), redriven, [`${redriven.moved} messages moved`]);
  },
});

function redriveResultOf({ end }: Redriven): RedriveResult {
  return end.type === 'complete' ? 'moved' : end.type;
}

function resultOf(result: RedriveResult, redriven: Redriven, text: readonly string[]): Result {
  const { end, moved, malformed } = redriven;
  return {
    exit: exitOf(result, redriven),
    json: { result, moved, malformed: malformed.map(({ id, sentAt, issue }) => ({ id, sentAt, ...issue })) },
    blocks: [
      lines(...text),
      ...malformedBlocks(malformed),
      ...(end.type === 'failed' ? [lines(...explainError(end.error).lines)] : []),
      ...(end.type === 'interrupted' ? [lines('interrupted: the rest stays in the queue')] : []),
    ],
    csv: { columns: ['result', 'moved', 'malformed'], rows: [[result, moved, malformed.length]] },
  };
}

function exitOf(result: RedriveResult, { malformed }: Redriven) {
  if (result === 'declined') return 'declined';
  return result === 'interrupted' || result === 'failed' || malformed.length > 0 ? 'failure' : 'ok';
}

function malformedBlocks(malformed: Redriven['malformed']): readonly Block[] {
  if (malformed.length === 0) return [];
  return [
    lines(
      `${malformed.length} malformed and left in the dead-letter queue:`,
      ...malformed.map(({ id, issue }) => `  ${id}  ${issue.path}: ${issue.message}`),
      'Look at them with rootguard queue peek; delete them with rootguard queue delete.',
    ),
  ];
}
