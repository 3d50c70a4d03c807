import { POLICY_NUMBERS } from '../../../domain/policy.ts';
import { changeMode, policyToEdit, readShownSettings } from '../../operations/change-mode.ts';
import { formatDuration, parseDuration } from '../../options/duration.ts';
import { optional } from '../../options/option.ts';
import { notAccepted, wholeNumber } from '../../options/parsers.ts';
import { defineCommand } from '../../program/command.ts';
import { CHANGE_EXITS, CHANGE_OPTIONS } from './change-options.ts';

const { invitedGraceSeconds, maxAccountsPerHour } = POLICY_NUMBERS;

const INVITED_GRACE = optional(
  '--invited-grace <duration>',
  'how long an account that joins by invitation keeps the credentials it brought, such as 24h; 0 is none',
  (input) => {
    if (input.trim() === '0') return 0;
    const seconds = parseDuration(input);
    if (seconds <= invitedGraceSeconds.max) return seconds;
    throw notAccepted('duration', input, `at most ${formatDuration(invitedGraceSeconds.max)}`);
  },
);

const MAX_ACCOUNTS_PER_HOUR = optional(
  '--max-accounts-per-hour <n>',
  'the limit of the breaker: how many accounts may lose older credentials within an hour',
  wholeNumber(maxAccountsPerHour.min, maxAccountsPerHour.max),
);

export const modeSet = defineCommand({
  description: [
    'Sets the grace of invited accounts and the limit of the breaker. Where the grace becomes shorter, it shows what would be removed by that; it asks in any case.',
  ],
  options: {
    invitedGraceSeconds: INVITED_GRACE,
    maxAccountsPerHour: MAX_ACCOUNTS_PER_HOUR,
    ...CHANGE_OPTIONS,
  },
  check: (values) =>
    values.invitedGraceSeconds === undefined && values.maxAccountsPerHour === undefined
      ? ['one of --invited-grace and --max-accounts-per-hour is required']
      : [],
  examples: [
    'rootguard mode set --invited-grace 24h --max-accounts-per-hour 20 --reason "acquisition of Example Corp"',
  ],
  exitCodes: CHANGE_EXITS,
  onInterrupt: 'graceful',
  run: async (context, args) => {
    const ports = await context.ports();
    const settings = await readShownSettings(ports);
    const before = policyToEdit(settings);
    const after = {
      ...before,
      invitedGraceSeconds: args.invitedGraceSeconds ?? before.invitedGraceSeconds,
      maxAccountsPerHour: args.maxAccountsPerHour ?? before.maxAccountsPerHour,
    };
    const isShorter = after.invitedGraceSeconds < before.invitedGraceSeconds;
    const everything = {
      selection: { accounts: [], organizationalUnits: [] },
      scopes: [{ type: 'organization' }],
    } as const;
    const removesIn = isShorter ? everything : undefined;
    return changeMode(context, ports, { settings, before, after, removesIn, word: 'set' }, args);
  },
});
