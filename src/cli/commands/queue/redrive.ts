import { type Redriven, redriveDeadLetters } from '../../../guardrail/operate/redrive-dead-letters.ts';
import { explainError } from '../../errors.ts';
import { YES } from '../../options/operator.ts';
import { withDefault } from '../../options/option.ts';
import { wholeNumber } from '../../options/parsers.ts';
import { type Block, lines, type Result } from '../../output/result.ts';
import { defineCommand } from '../../program/command.ts';
import { confirm } from '../../terminal/confirm.ts';
import { issueOf } from '../../views/queue-message.ts';

const RATE = withDefault('--rate <n>', 'messages a second at most, up to 500', wholeNumber(1, 500), '10');

type Outcome = 'moved' | 'nothing-to-move' | 'declined' | 'interrupted' | 'failed';

const NOTHING: Redriven = { end: { type: 'complete' }, moved: 0, malformed: [] };

export const queueRedrive = defineCommand({
  description: [
    'Puts the messages of the dead-letter queue back into the triggers queue, where they are worked on again. Each is sent first and deleted then, so none is lost. Running a message again changes nothing that is done already.',
    'A message that does not parse stays where it is, as it would only come back: `rootguard queue peek` shows it, `rootguard queue delete` deletes it.',
    'Ctrl-C finishes the messages under way and leaves the rest where it is.',
  ],
  options: { rate: RATE, yes: YES },
  examples: ['rootguard queue redrive', 'rootguard queue redrive --rate 50 --yes'],
  exitCodes: { failure: 'messages that do not parse stay there, it failed, or was interrupted' },
  onInterrupt: 'graceful',
  async run(context, args) {
    const ports = await context.ports();
    const { openDeadLetters, openQueue } = await import('../../../runtime/operator/queues.ts');
    const { visible } = await (await openQueue(ports, 'deadLetters')).readDepth();
    if (visible === 0) return resultOf('nothing-to-move', NOTHING, ['The dead-letter queue is empty.']);
    context.say(
      `about to put up to ${visible} messages of the dead-letter queue back into the triggers queue; what does not parse stays`,
    );
    const agreed = args.yes || (await confirm(context, `Type ${visible} to go on:`, String(visible)));
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
    return resultOf(outcomeOf(redriven), redriven, [`${redriven.moved} messages moved`]);
  },
});

function outcomeOf({ end }: Redriven): Outcome {
  return end.type === 'complete' ? 'moved' : end.type;
}

function resultOf(outcome: Outcome, redriven: Redriven, told: readonly string[]): Result {
  const { end, moved, malformed } = redriven;
  return {
    exit: exitOf(outcome, redriven),
    json: { outcome, moved, malformed: malformed.map(({ id, sentAt, issue }) => ({ id, sentAt, ...issue })) },
    blocks: [
      lines(...told),
      ...malformedBlocks(malformed),
      ...(end.type === 'failed' ? [lines(...explainError(end.error).lines)] : []),
      ...(end.type === 'interrupted' ? [lines('interrupted: the rest stays where it is')] : []),
    ],
    csv: { columns: ['outcome', 'moved', 'malformed'], rows: [[outcome, moved, malformed.length]] },
  };
}

function exitOf(outcome: Outcome, { malformed }: Redriven) {
  if (outcome === 'declined') return 'declined';
  return outcome === 'interrupted' || outcome === 'failed' || malformed.length > 0 ? 'failure' : 'ok';
}

function malformedBlocks(malformed: Redriven['malformed']): readonly Block[] {
  if (malformed.length === 0) return [];
  return [
    lines(
      `${malformed.length} left in the dead-letter queue, as they do not parse:`,
      ...malformed.map(({ id, issue }) => `  ${id}  ${issue.path}: ${issue.message}`),
      'Look at them with rootguard queue peek; delete them with rootguard queue delete.',
    ),
  ];
}
