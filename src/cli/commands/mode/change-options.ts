import { flag } from '../../options/option.ts';

export const DRY_RUN = flag('--dry-run', 'show what would change and be removed, without changing anything');

export const CHANGE_EXITS = {
  ok: 'the settings are as requested',
  declined: 'the confirmation was not given; nothing was changed',
  failure:
    'it failed; or somebody else has changed the settings since they were shown; or they were changed, but the notification or the audits have to be made up for',
} as const;
