import {
  type Exception,
  type ExceptionId,
  formatScope,
  isActive,
  isExceptionId,
  parseScope,
  type Scope,
} from '../../../domain/exception.ts';
import { revokeException } from '../../../guardrail/operate/edit-exceptions.ts';
import type { ExceptionWatch } from '../../../guardrail/ports/exceptions.ts';
import type { OperatorPorts } from '../../../runtime/operator/ports.ts';
import type { CliContext } from '../../context.ts';
import type { Exit } from '../../exit-codes.ts';
import { operatorOf, reasonWithDefault, TICKET, YES } from '../../options/operator.ts';
import { argument } from '../../options/option.ts';
import { notAccepted } from '../../options/parsers.ts';
import { formatBlocks } from '../../output/print.ts';
import { lines, type Result } from '../../output/result.ts';
import { defineCommand } from '../../program/command.ts';
import { confirm } from '../../terminal/confirm.ts';
import { exceptionTable } from '../../views/exceptions.ts';
import { REAUDIT, reauditOf } from '../../views/reaudit.ts';

const SCOPE = argument<Scope>(
  '<scope>',
  'scope of the exception: account#111122223333, ou#ou-ab12-cdef3456 or organization',
  (input) => {
    const scope = parseScope(input);
    if (scope !== undefined) return scope;
    throw notAccepted('scope', input, 'account#<12 digits>, ou#<organizational unit id> or organization');
  },
);
const ID = argument<ExceptionId>('<id>', 'id of the exception, as `exceptions list` shows it', (input) => {
  if (isExceptionId(input)) return input;
  throw notAccepted('id', input, 'an id');
});
const REASON = reasonWithDefault('rootguard exceptions revoke');

export const exceptionsRevoke = defineCommand({
  description: [
    `Revokes an exception. The row is kept as history. In enforce mode the credentials it covered are removed, so it asks for confirmation (the id has to be typed). ${REAUDIT}`,
  ],
  arguments: { scope: SCOPE, id: ID },
  options: { reason: REASON, ticket: TICKET, yes: YES },
  examples: ['rootguard exceptions revoke account#111122223333 01JD0QK7M9ZC4T2X8V5R6N3B1A'],
  exitCodes: {
    ok: 'it is revoked, or had ended before',
    declined: 'the confirmation was not given; the exception stays active',
    failure: 'it failed, there is no such exception, or its re-audit could not be queued',
  },
  onInterrupt: 'graceful',
  run: async (context, args) => {
    const ports = await context.ports();
    const [scope, id] = [args.scope, args.id];
    if (!args.yes && !(await confirmRevocation(context, ports, scope, id))) {
      context.say('Declined: the exception stays active.');
      return result(scope, id, 'declined', { result: 'declined' }, []);
    }
    const outcome = await revokeException(ports, scope, id, operatorOf(ports, args));
    const name = `exception ${id} of ${formatScope(scope)}`;
    switch (outcome.type) {
      case 'not-found':
        return result(scope, id, 'failure', { result: outcome.type }, [`There is no ${name}.`]);
      case 'already-ended':
        return result(scope, id, 'ok', { result: outcome.type }, [`The ${name} had ended already.`]);
      case 'revoked': {
        const reaudit = reauditOf(outcome, scope);
        return result(
          scope,
          id,
          reaudit.queued ? 'ok' : 'failure',
          { result: outcome.type, reauditQueued: reaudit.queued },
          [`The ${name} is revoked.`, ...reaudit.lines],
        );
      }
    }
  },
});

/** An exception that has ended, or does not exist, needs no confirmation. One in which only an id is wrong does. */
async function confirmRevocation(
  context: CliContext,
  { exceptionWatch, clock }: OperatorPorts,
  scope: Scope,
  id: ExceptionId,
): Promise<boolean> {
  const now = clock.now();
  const exception = await findException(exceptionWatch, scope, id);
  if (exception === undefined || !isActive(exception, now)) return true;
  const { terminal } = context;
  if (terminal.interactive) terminal.stderr.write(formatBlocks([exceptionTable([exception], now)], terminal));
  const question = 'In enforce mode what it covers is removed at once. Type its id to revoke it:';
  return confirm(context, question, id);
}

async function findException(
  { scan }: Pick<ExceptionWatch, 'scan'>,
  scope: Scope,
  id: ExceptionId,
): Promise<Exception | undefined> {
  for await (const { exception } of scan()) {
    if (exception?.id === id && formatScope(exception.scope) === formatScope(scope)) return exception;
  }
  return undefined;
}

function result(
  scope: Scope,
  id: ExceptionId,
  exit: Exit,
  facts: { readonly result: string; readonly reauditQueued?: boolean },
  text: readonly string[],
): Result {
  return {
    exit,
    json: { scope: formatScope(scope), id, ...facts },
    blocks: [lines(...text)],
    csv: {
      columns: ['scope', 'id', 'result', 'reauditQueued'],
      rows: [[formatScope(scope), id, facts.result, facts.reauditQueued]],
    },
  };
}
