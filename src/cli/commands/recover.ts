import type { MemberAccount } from '../../domain/account.ts';
import { type AwsFailure, describeWithRequestId } from '../../domain/aws-failure.ts';
import { assertNever, InvalidInputError } from '../../domain/errors.ts';
import { type RecoverOutcome, recover as recoverAccount } from '../../guardrail/operate/recover.ts';
import { explainFailure } from '../errors.ts';
import type { Exit } from '../exit-codes.ts';
import {
  explainUnreadableExceptions,
  findOneAccount,
  notEligibleResult,
} from '../operations/find-one-account.ts';
import { ONE_ACCOUNT } from '../options/accounts.ts';
import { formatDuration, parseDuration } from '../options/duration.ts';
import { operatorOf, TICKET, YES } from '../options/operator.ts';
import { required } from '../options/option.ts';
import { text } from '../options/parsers.ts';
import { lines, type Result } from '../output/result.ts';
import { formatTime } from '../output/value.ts';
import { defineCommand } from '../program/command.ts';
import { confirm } from '../terminal/confirm.ts';

const FOR = required('--for <duration>', 'how long the password is allowed, such as 2h', parseDuration);
const REASON = required('--reason <text>', 'why; recorded in the exception and in the ledger', text);

export const recover = defineCommand({
  description: [
    'Allows a new root password in an account for a limited time. It first approves the password and its MFA devices (an exception) and then creates the login profile, if there is none, so that the owner of the root e-mail address can set a password.',
    'The maximum duration is 24 hours, or ROOTGUARD_MAX_RECOVERY_SECONDS. When the time is over, or on `rootguard relock`, the credentials are removed again. If a recovery is open already, it is reported and its end does not change.',
  ],
  options: { account: ONE_ACCOUNT, forSeconds: FOR, reason: REASON, ticket: TICKET, yes: YES },
  examples: [
    'rootguard recover --account payments --for 2h --reason "S3 bucket policy denies everyone" --ticket OPS-7',
  ],
  exitCodes: {
    ok: 'a password can be set now, or a recovery was open already',
    declined: 'the confirmation was not given; nothing was changed',
  },
  onInterrupt: 'graceful',
  run: async (context, args) => {
    const forSeconds = args.forSeconds;
    const { maxRecoverySeconds } = await context.settings();
    if (forSeconds > maxRecoverySeconds) {
      throw new InvalidInputError('recovery-too-long', '--for', [
        `--for: ${formatDuration(forSeconds)} is longer than ${formatDuration(maxRecoverySeconds)}, the longest allowed (ROOTGUARD_MAX_RECOVERY_SECONDS)`,
      ]);
    }
    const ports = await context.ports();
    const account = await findOneAccount(ports, args.account);
    const question = `Allow a new root password in account ${account.id} (${account.name}) for ${formatDuration(forSeconds)}? Type the account id to continue:`;
    if (!args.yes && !(await confirm(context, question, account.id))) {
      context.say('Declined: nothing was changed.');
      return result(account, 'declined', { result: 'declined' }, []);
    }
    if (context.interrupted.aborted) {
      context.say('Interrupted before anything was changed.');
      return result(account, 'failure', { result: 'interrupted' }, []);
    }
    const operator = operatorOf(ports, args);
    return resultOf(account, await recoverAccount(ports, { account: account.id, forSeconds, operator }));
  },
});

function resultOf(account: MemberAccount, outcome: RecoverOutcome): Result {
  const about = `account ${account.id} (${account.name})`;
  switch (outcome.type) {
    case 'recovered':
    case 'already-open': {
      const { id, expiresAt, reason, approvedBy } = outcome.exception;
      const next = nextSteps(account, expiresAt);
      const summary =
        outcome.type === 'already-open'
          ? `A recovery of ${about} is open already, by ${approvedBy}: ${reason}`
          : outcome.result === 'password-allowed'
            ? `A new root password may be set in ${about}.`
            : `There is a root password in ${about} already; it is approved now.`;
      const kind = outcome.type === 'already-open' ? outcome.type : outcome.result;
      const text = outcome.type === 'already-open' ? [summary, endStays(account, expiresAt)] : [summary];
      return result(account, 'ok', { result: kind, exceptionId: id, expiresAt, next }, [...text, ...next]);
    }
    case 'not-eligible':
      return notEligibleResult(account, outcome.eligibility);
    case 'exceptions-unreadable':
      return result(
        account,
        'failure',
        { result: outcome.type, failure: outcome.failure },
        explainUnreadableExceptions(account, outcome.failure),
      );
    case 'refused':
      return result(account, 'failure', { result: outcome.type, failure: outcome.failure }, [
        ...explainFailure(outcome.failure, about),
        'The exception was ended again.',
      ]);
    default:
      return assertNever(outcome);
  }
}

function endStays({ id }: MemberAccount, expiresAt: Date | 'never'): string {
  const end = expiresAt === 'never' ? 'It stays without an end' : `Its end stays ${formatTime(expiresAt)}`;
  return `${end}, whatever --for says. To change that: rootguard relock --account ${id}, then recover again.`;
}

/** What the person who owns the root mailbox does. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html */
function nextSteps({ id }: MemberAccount, expiresAt: Date | 'never'): readonly string[] {
  const end = expiresAt === 'never' ? 'it is revoked' : formatTime(expiresAt);
  return [
    '1. Open https://console.aws.amazon.com/ and sign in as root user with the e-mail address of the account.',
    '2. Choose "Forgot password?" and set a new one by the link that comes by e-mail.',
    '3. Sign in and register an MFA device at once. Create no access key: it is not approved and would be removed.',
    `4. When the work is done: rootguard relock --account ${id}. At ${end} it is no longer approved in any case.`,
  ];
}

function result(
  { id, name }: MemberAccount,
  exit: Exit,
  facts: {
    readonly result: string;
    readonly exceptionId?: string;
    readonly expiresAt?: Date | 'never';
    readonly failure?: AwsFailure;
    readonly [more: string]: unknown;
  },
  text: readonly string[],
): Result {
  return {
    exit,
    json: { accountId: id, name, ...facts },
    blocks: [lines(...text)],
    csv: {
      columns: ['accountId', 'name', 'result', 'exceptionId', 'expiresAt', 'failure'],
      rows: [
        [
          id,
          name,
          facts.result,
          facts.exceptionId,
          facts.expiresAt,
          facts.failure && describeWithRequestId(facts.failure),
        ],
      ],
    },
  };
}
