import { AwsCallError } from '../../domain/errors.ts';
import type { OperatorPorts } from '../../runtime/operator/ports.ts';
import type { CliContext } from '../context.ts';
import { auditSelected } from '../operations/audit-selected.ts';
import { findExceptionsSource, NO_EXCEPTIONS } from '../operations/judged-exceptions.ts';
import { ACCOUNT, ORGANIZATIONAL_UNIT } from '../options/accounts.ts';
import { operatorOf, reasonWithDefault, TICKET } from '../options/operator.ts';
import { flag } from '../options/option.ts';
import { defineCommand } from '../program/command.ts';
import { needsPolicy } from '../program/managed-policies.ts';
import type { ExceptionsSource } from '../views/accounts/account-json.ts';
import { streamedAccounts } from '../views/accounts/streamed-accounts.ts';

const WITHOUT_EXCEPTIONS = flag('--without-exceptions', 'ignore exceptions, without reading them');

const RECORD = flag(
  '--record',
  'write what was seen to posture and ledger, as an audit by the caller; where rootguard is deployed',
);
const REASON = reasonWithDefault('rootguard audit --record');

export const audit = defineCommand({
  description: [
    'Audits the root user credentials of every account, or of the accounts named, in a read-only privileged root session. It changes nothing: no removal, no notification and, without --record, no record.',
    'Before rootguard is deployed there are no exceptions: the command says so, and every root credential counts as unapproved. Exceptions that are there but cannot be read make the account unknown.',
    'For each credential it shows the kind, the id, the creation date, the last use of a key, what an enforcement would do with it, and why. An account that could not be read is unknown, never compliant.',
    `With --record, an account that could be read, with its exceptions, is recorded; one that could not, or from which the service is removing credentials, is not. The next sweep notifies of what is new. Like an audit of the service, it has to be heard within half an hour, or the account is silent. ${needsPolicy('operator')}`,
    'JSON and CSV are written account by account while the audit runs. If the listing of the organization fails midway, accounts are missing: the command fails (exit 1), the JSON document is left unclosed, and the CSV ends with a row without an account, whose accountReason is listing-failed.',
    'After Ctrl-C no further account is audited, but the listing continues: the accounts that were not audited are in the result as unknown, with the reason interrupted. A second Ctrl-C ends the command at once.',
  ],
  options: {
    accounts: ACCOUNT,
    organizationalUnits: ORGANIZATIONAL_UNIT,
    withoutExceptions: WITHOUT_EXCEPTIONS,
    record: RECORD,
    reason: REASON,
    ticket: TICKET,
  },
  examples: [
    'rootguard audit',
    'rootguard audit --account 111122223333 --account payments',
    'rootguard audit --ou workloads --ou ou-ab12-cdef3456 --output csv',
    'rootguard audit --record --ticket SEC-1234',
    'rootguard audit --output json | jq \'.accounts[] | select(.state == "violating")\'',
  ],
  exitCodes: { failure: 'it failed, was interrupted, or an audit could not be recorded' },
  onInterrupt: 'graceful',
  check: ({ record, withoutExceptions }) =>
    record && withoutExceptions
      ? ['--record: excludes --without-exceptions, as the records say what the exceptions approve']
      : [],
  run: async (context, args) => {
    const connected = await context.ports();
    const exceptions = await exceptionsSourceFor(context, connected, args);
    const ports = AS_NONE.includes(exceptions) ? { ...connected, exceptions: NO_EXCEPTIONS } : connected;
    // On a terminal the accounts that appear show the progress; a bar would be drawn between them.
    const appearing = context.outputFormat !== 'table' && context.terminal.stdout.isTTY;
    const progress = appearing ? 'hidden' : 'shown';
    return streamedAccounts(context, {
      ...(await auditSelected(context, ports, args, {
        progress,
        recordFor: args.record ? operatorOf(ports, args) : undefined,
      })),
      exceptions,
    });
  },
});

/** The table is not read: there is none, or the operator said so. One that cannot be read makes accounts unknown. */
const AS_NONE: readonly ExceptionsSource[] = ['not-deployed', 'ignored'];

/** @throws AwsCallError where audits are to be recorded and the exceptions cannot be read, so that there may be no tables */
async function exceptionsSourceFor(
  context: CliContext,
  ports: OperatorPorts,
  { withoutExceptions, record }: { readonly withoutExceptions: boolean; readonly record: boolean },
): Promise<ExceptionsSource> {
  if (withoutExceptions) return 'ignored';
  if (!record) return findExceptionsSource(context, ports);
  const probed = await ports.exceptionsTable.probe();
  if (probed.type === 'unreadable') throw new AwsCallError(probed.failure);
  return 'read';
}
