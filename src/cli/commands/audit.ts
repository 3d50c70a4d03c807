import { accountsResult, leftOutLine } from '../accounts/accounts-result.ts';
import { auditSelected } from '../accounts/audit-selected.ts';
import { ACCOUNT, ORGANIZATIONAL_UNIT, selectionOf } from '../accounts/selection-options.ts';
import type { Command } from '../command.ts';
import { flag } from '../option.ts';

const WITHOUT_EXCEPTIONS = flag(
  '--without-exceptions',
  'judge as if nothing were approved: for an organization in which rootguard has no tables yet',
);

export const audit: Command = {
  description: [
    'Looks at the root user credentials of every account (or of those named) through a privileged root session that can only look, and changes nothing: no removal, no record, no announcement.',
    'Each credential comes with its kind, id, age, when its key was last used, what an enforcement would do with it, and why. An account that could not be read is unknown, never compliant.',
  ],
  options: [ACCOUNT, ORGANIZATIONAL_UNIT, WITHOUT_EXCEPTIONS],
  examples: [
    'rootguard audit',
    'rootguard audit --account 111122223333 --account payments',
    'rootguard audit --ou ou-ab12-cdef3456 --output csv',
    'rootguard audit --output json | jq \'.accounts[] | select(.status == "violating")\'',
  ],
  onInterrupt: 'graceful',
  run: async (context, given) => {
    const connected = await context.ports();
    const ports = given(WITHOUT_EXCEPTIONS) ? { ...connected, exceptions: NONE } : connected;
    const report = await auditSelected(context, ports, selectionOf(given));
    const leftOut = leftOutLine(report.accounts, 'audited');
    if (leftOut !== undefined) context.say(leftOut);
    return accountsResult(report);
  },
};

const NONE = {
  readFor: async () => ({ type: 'readable', exceptions: [], malformed: [] }) as const,
};
