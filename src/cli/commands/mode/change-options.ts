import { REASON, TICKET, YES } from '../../options/operator.ts';
import { flag } from '../../options/option.ts';
import { MODE_ACCOUNT, MODE_UNIT } from '../../options/scope.ts';

/** Of every command that changes the settings. */
export const CHANGE_OPTIONS = {
  reason: REASON,
  ticket: TICKET,
  dryRun: flag('--dry-run', 'show what would change and be removed, without changing anything'),
  yes: YES,
};

/** Of those that change modes. */
export const MODE_OPTIONS = { organizationalUnits: MODE_UNIT, accounts: MODE_ACCOUNT, ...CHANGE_OPTIONS };

export const CHANGE_EXITS = {
  ok: 'the settings are as requested',
  declined: 'the confirmation was not given; nothing was changed',
  failure:
    'it failed; or somebody else has changed the settings since they were shown; or they were changed, but the notification or the audits have to be made up for',
} as const;
