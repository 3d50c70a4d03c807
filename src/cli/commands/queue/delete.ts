import { counted } from '../../../domain/counted.ts';
import { InvalidInputError } from '../../../domain/errors.ts';
import { deleteDeadLetters, listDeadLetters } from '../../../guardrail/operate/delete-dead-letters.ts';
import type { WalkEnd } from '../../../guardrail/operate/walk-dead-letters.ts';
import type { PeekedMessage } from '../../../guardrail/ports/queue-inspection.ts';
import { explainError } from '../../errors.ts';
import type { Exit } from '../../exit-codes.ts';
import { operatorOf, REASON, TICKET, YES } from '../../options/operator.ts';
import { flag, list } from '../../options/option.ts';
import { text } from '../../options/parsers.ts';
import { lines, type Result } from '../../output/result.ts';
import { defineCommand } from '../../program/command.ts';
import { confirm } from '../../terminal/confirm.ts';
import { describeMessage, issueOf, readDeadLetter } from '../../views/queue-message.ts';

const ID = list('--id <id>', 'delete the message with this id, as `rootguard queue peek` shows it', text);
const MALFORMED = flag('--malformed', 'delete all malformed messages');

export const queueDelete = defineCommand({
  description: [
    'Deletes messages of the dead-letter queue, by id or all malformed ones. Before a message is deleted, its body, who deletes it and why are recorded in the ledger: `rootguard history --account organization` shows them.',
    'Audit the account of a message before you delete it. After Ctrl-C the messages in progress are finished and the rest stays in the queue.',
  ],
  options: { ids: ID, malformed: MALFORMED, reason: REASON, ticket: TICKET, yes: YES },
  exactlyOneOf: [['ids', 'malformed']],
  examples: [
    'rootguard queue delete --malformed --reason "noise of a test" --ticket SEC-7',
    'rootguard queue delete --id 6f1c1a52-0f0e-4a0b-9d52-8f1a4d0b5c11 --reason "audited by hand"',
  ],
  onInterrupt: 'graceful',
  async run(context, args) {
    const ports = await context.ports();
    const { openDeadLetters } = await import('../../../runtime/operator/queues.ts');
    const { deadLetters } = await openDeadLetters(ports);
    const { end, messages } = await listDeadLetters({ deadLetters }, context.interrupted);
    if (end.type !== 'complete') return resultOf([], end);
    const chosen = args.malformed
      ? messages.filter((message) => issueOf(message, ports) !== undefined)
      : chosenById(messages, args.ids);
    if (chosen.length === 0) return resultOf([], end);

    for (const message of chosen) {
      context.say(`about to delete ${message.id}: ${describeMessage(readDeadLetter(message, ports))}`);
    }
    const { length } = chosen;
    if (!args.yes && !(await confirm(context, `Type ${length} to continue:`, String(length)))) {
      return { ...resultOf([], end), exit: 'declined' };
    }
    const operator = operatorOf(ports, args);
    const ids = new Set(chosen.map(({ id }) => id));
    const done = await deleteDeadLetters({ ...ports, deadLetters }, ids, operator, context.interrupted);
    return resultOf(done.deleted, done.end, length);
  },
});

/** @throws InvalidInputError `no-such-message` */
function chosenById(messages: readonly PeekedMessage[], ids: readonly string[]): readonly PeekedMessage[] {
  const missing = ids.filter((id) => !messages.some((message) => message.id === id));
  if (missing.length === 0) return messages.filter(({ id }) => ids.includes(id));
  throw new InvalidInputError(
    'no-such-message',
    'dead-letter queue',
    missing.map((id) => `--id: no message ${id} in the dead-letter queue can be received now`),
  );
}

/** @param wanted how many were to be deleted; some may be gone */
function resultOf(deleted: readonly string[], end: WalkEnd, wanted = 0): Result {
  const exit: Exit = end.type === 'complete' && deleted.length >= wanted ? 'ok' : 'failure';
  return {
    exit,
    json: { result: end.type, deleted, notFound: Math.max(0, wanted - deleted.length) },
    blocks: [
      lines(deleted.length === 0 ? 'Nothing was deleted.' : `${counted(deleted.length, 'message')} deleted`),
      ...(end.type === 'complete' && deleted.length < wanted
        ? [lines(`${wanted - deleted.length} could not be received again; try again in half a minute`)]
        : []),
      ...(end.type === 'failed' ? [lines(...explainError(end.error).lines)] : []),
      ...(end.type === 'interrupted' ? [lines('interrupted: the rest stays in the queue')] : []),
    ],
    csv: { columns: ['deleted'], rows: deleted.map((id) => [id]) },
  };
}
