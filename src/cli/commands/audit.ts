import { auditSelected } from '../operations/audit-selected.ts';
import { ACCOUNT, ORGANIZATIONAL_UNIT, selectionOf } from '../options/accounts.ts';
import { flag } from '../options/option.ts';
import { defineCommand } from '../program/command.ts';
import { streamedAccounts } from '../views/accounts/streamed-accounts.ts';

const WITHOUT_EXCEPTIONS = flag(
  '--without-exceptions',
  'judge as if nothing were approved: for an organization in which rootguard has no tables yet',
);

export const audit = defineCommand({
  description: [
    'Looks at the root user credentials of every account (or of those named) through a privileged root session that can only look, and changes nothing: no removal, no record, no notification.',
    'Each credential comes with its kind, id, age, when its key was last used, what an enforcement would do with it, and why. An account that could not be read is unknown, never compliant.',
    'JSON and CSV are written account by account while the audit runs. Where the listing of the organization breaks off, accounts are missing: the command fails (exit 1), the JSON document is left unclosed, and the CSV ends with a row without an account, whose accountReason is listing-broke-off.',
    'After Ctrl-C no further account is audited, and the listing goes on: those that were not reached are in the result as unknown, reason interrupted. A second Ctrl-C ends the command at once.',
  ],
  options: {
    accounts: ACCOUNT,
    organizationalUnits: ORGANIZATIONAL_UNIT,
    withoutExceptions: WITHOUT_EXCEPTIONS,
  },
  examples: [
    'rootguard audit',
    'rootguard audit --account 111122223333 --account payments',
    'rootguard audit --ou workloads --ou ou-ab12-cdef3456 --output csv',
    'rootguard audit --output json | jq \'.accounts[] | select(.status == "violating")\'',
  ],
  onInterrupt: 'graceful',
  run: async (context, args) => {
    const connected = await context.ports();
    const ports = args.withoutExceptions ? { ...connected, exceptions: NONE } : connected;
    // On a terminal the accounts that appear show how far it has come, and a bar would be drawn between them.
    const appearing = context.outputFormat !== 'table' && context.terminal.stdout.isTTY;
    const progress = appearing ? 'hidden' : 'shown';
    return streamedAccounts(
      context,
      await auditSelected(context, ports, await selectionOf(ports, args), progress),
    );
  },
});

const NONE = {
  readFor: async () => ({ type: 'readable', exceptions: [], malformed: [] }) as const,
};
