import { CREDENTIAL_KINDS } from '../../../domain/credentials.ts';
import { InvalidInputError } from '../../../domain/errors.ts';
import { type Exception, formatScope, newExceptionId, type Scope } from '../../../domain/exception.ts';
import { addException } from '../../../guardrail/operate/edit-exceptions.ts';
import {
  requireOrganizationalUnits,
  resolveOrganizationalUnits,
} from '../../../guardrail/operate/resolve-organizational-units.ts';
import type { OperatorPorts } from '../../../runtime/operator/ports.ts';
import type { CliContext } from '../../context.ts';
import { checkIds } from '../../operations/check-exception-ids.ts';
import { findOneAccount } from '../../operations/find-one-account.ts';
import { accountText, unitText } from '../../options/accounts.ts';
import { parseDuration, parseTime } from '../../options/duration.ts';
import { operatorOf, REASON, TICKET, YES } from '../../options/operator.ts';
import { flag, list, optional, type ValuesOf } from '../../options/option.ts';
import { oneOf, text } from '../../options/parsers.ts';
import { formatBlocks } from '../../output/print.ts';
import { lines } from '../../output/result.ts';
import { defineCommand } from '../../program/command.ts';
import { confirm } from '../../terminal/confirm.ts';
import { exceptionCsv, exceptionJson, exceptionTable } from '../../views/exceptions.ts';
import { REAUDIT, reauditOf } from '../../views/reaudit.ts';

const ACCOUNT = optional('-a, --account <account>', 'scope: this account, by id or unique name', accountText);
const UNIT = optional(
  '--ou <ou>',
  'scope: this organizational unit and below, by id or unique name',
  unitText,
);
const ORGANIZATION = flag('--organization', 'scope: the whole organization');
const CREDENTIAL = list(
  '-c, --credential <kind>',
  'kind of credential to approve',
  oneOf(CREDENTIAL_KINDS),
).makeOptionMandatory();
const ID = list(
  '--id <credential id>',
  'only this access key, certificate or MFA device; a password has no id',
  text,
);
const FOR = optional('--for <duration>', 'end: after this time, such as 12h or 30d', parseDuration);
const UNTIL = optional('--until <time>', 'end: at this time, such as 2026-12-31T17:00:00Z', parseTime);
const PERMANENT = flag('--permanent', 'end: never');

const OPTIONS = {
  account: ACCOUNT,
  organizationalUnit: UNIT,
  organization: ORGANIZATION,
  credentials: CREDENTIAL,
  ids: ID,
  forSeconds: FOR,
  until: UNTIL,
  permanent: PERMANENT,
  reason: REASON,
  ticket: TICKET,
  yes: YES,
};

type Args = ValuesOf<typeof OPTIONS>;

export const exceptionsAdd = defineCommand({
  description: [
    'Approves root credentials: rootguard keeps what an active exception covers. Set the scope with one of --account, --ou and --organization, and the end with one of --for, --until and --permanent.',
    `The approver is the identity of the AWS credentials in use. ${REAUDIT}`,
    'It asks for confirmation if the exception is permanent or covers the whole organization.',
    'An id that can never match is refused. For an id that looks unlike its kind, or that the latest audits did not see, it prints a warning and adds the exception.',
  ],
  options: OPTIONS,
  exactlyOneOf: [
    ['account', 'organizationalUnit', 'organization'],
    ['forSeconds', 'until', 'permanent'],
  ],
  check: ({ credentials, ids }) =>
    ids.length > 0 && credentials.every((kind) => kind === 'login-profile')
      ? ['--id: narrows nothing, as a password has no id']
      : [],
  examples: [
    'rootguard exceptions add --account break-glass --credential login-profile --credential mfa-device --permanent --reason "break-glass account" --ticket SEC-12',
    'rootguard exceptions add --account 111122223333 --credential access-key --id AKIAIOSFODNN7EXAMPLE --for 30d --reason "migration of the old uploader"',
  ],
  exitCodes: {
    declined: 'the confirmation was not given; nothing was approved',
    failure: 'it failed, or the exception was added and its re-audit could not be queued',
  },
  onInterrupt: 'graceful',
  run: async (context, args) => {
    const ports = await context.ports();
    const exception = await newException(ports, args);
    const warnings = await checkNewIds(context, ports, exception);
    if (!args.yes && !(await confirmFarReaching(context, exception, ports.clock.now()))) {
      context.say('Declined: nothing was approved.');
      return {
        exit: 'declined',
        json: { exception: null, result: 'declined' },
        blocks: [],
        csv: exceptionCsv([], ports.clock.now()),
      };
    }
    const edited = await addException(ports, exception, operatorOf(ports, args));
    const now = ports.clock.now();
    const reaudit = reauditOf(edited, exception.scope);
    return {
      exit: reaudit.queued ? 'ok' : 'failure',
      json: { exception: exceptionJson(exception, now), reauditQueued: reaudit.queued, warnings },
      blocks: [
        exceptionTable([exception], now),
        lines(...reaudit.lines),
        lines(`To end it: rootguard exceptions revoke ${formatScope(exception.scope)} ${exception.id}`),
      ],
      csv: exceptionCsv([exception], now),
    };
  },
});

async function newException(ports: OperatorPorts, args: Args): Promise<Exception> {
  const now = ports.clock.now();
  const expiresAt = expiryOf(args, now);
  if (expiresAt !== 'never' && expiresAt <= now) {
    throw new InvalidInputError('invalid-exception', 'exception', ['--until: is in the past']);
  }
  const ids = args.ids;
  return {
    scope: await scopeOf(ports, args),
    id: newExceptionId(ports.newId()),
    credentials: [...new Set(args.credentials)],
    credentialIds: ids.length > 0 ? [...new Set(ids)] : undefined,
    reason: args.reason,
    approvedBy: ports.target.caller.arn,
    ticket: args.ticket,
    createdAt: now,
    expiresAt,
    revokedAt: undefined,
    revokedBy: undefined,
    settledAt: undefined,
  };
}

/** @throws InvalidInputError `invalid-exception`: an id that can never match would leave its credential unapproved */
async function checkNewIds(
  { say }: CliContext,
  ports: OperatorPorts,
  exception: Exception,
): Promise<readonly string[]> {
  const { findings, notCompared } = await checkIds(ports, [exception]);
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    throw new InvalidInputError(
      'invalid-exception',
      'exception',
      errors.map(({ finding }) => finding.replace('credentialIds', '--id')),
    );
  }
  const warnings = findings.map(({ finding }) => finding);
  for (const warning of warnings) say(`warning: ${warning}`);
  for (const line of notCompared) say(line);
  return warnings;
}

/** A permanent or organization-wide exception has to be confirmed. */
async function confirmFarReaching(context: CliContext, exception: Exception, now: Date): Promise<boolean> {
  const required = [
    exception.expiresAt === 'never' ? 'permanent' : undefined,
    exception.scope.type === 'organization' ? 'organization' : undefined,
  ].filter(isGiven);
  if (required.length === 0) return true;
  const { terminal } = context;
  if (terminal.interactive) terminal.stderr.write(formatBlocks([exceptionTable([exception], now)], terminal));
  const expected = required.join(' ');
  return confirm(context, `Type "${expected}" to approve it:`, expected);
}

function expiryOf(args: Args, now: Date): Date | 'never' {
  const seconds = args.forSeconds;
  if (seconds !== undefined) return new Date(now.getTime() + seconds * 1000);
  return args.until ?? 'never';
}

async function scopeOf(ports: OperatorPorts, args: Args): Promise<Scope> {
  const account = args.account;
  if (account !== undefined) return { type: 'account', account: (await findOneAccount(ports, account)).id };
  const unit = args.organizationalUnit;
  const [organizationalUnit] = unit === undefined ? [] : await resolveOrganizationalUnits(ports, [unit]);
  if (organizationalUnit !== undefined) {
    // An exception for a unit that does not exist would protect nothing without anyone noticing.
    await requireOrganizationalUnits(ports, [organizationalUnit]);
    return { type: 'organizational-unit', organizationalUnit };
  }
  return { type: 'organization' };
}

function isGiven<Value>(value: Value | undefined): value is Value {
  return value !== undefined;
}
