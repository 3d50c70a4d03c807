import type { Variables } from '../runtime/environment.ts';
import type { Given, Option } from './option.ts';
import { optional, withChoices, withDefault } from './option.ts';
import { OUTPUT_FORMATS } from './output/result.ts';
import { oneOf, text } from './values.ts';

/** Every command has these. */
export const OUTPUT = withChoices(
  withDefault('-o, --output <format>', 'how the result is written to stdout', oneOf(OUTPUT_FORMATS), 'table'),
  OUTPUT_FORMATS,
);

export const PROFILE = optional(
  '--profile <name>',
  "a profile of the AWS configuration files; without it the SDK's usual chain decides",
  text,
);

/** Options that stand for an environment variable, which is checked with the others. */
const VARIABLE_OPTIONS = [
  ['ROOTGUARD_CONCURRENCY', '--concurrency <n>', 'accounts worked on at a time, from 1 to 64', '8'],
  [
    'ROOTGUARD_EXCEPTIONS_TABLE',
    '--exceptions-table <name>',
    'table of the exceptions',
    'rootguard-exceptions',
  ],
  ['ROOTGUARD_LEDGER_TABLE', '--ledger-table <name>', 'table of the ledger', 'rootguard-ledger'],
  ['ROOTGUARD_POSTURE_TABLE', '--posture-table <name>', 'table of the posture', 'rootguard-posture'],
  [
    'ROOTGUARD_TRIGGERS_QUEUE_URL',
    '--triggers-queue-url <url>',
    'queue of the triggers',
    'found by its name',
  ],
  ['ROOTGUARD_LATER_QUEUE_URL', '--later-queue-url <url>', 'queue of second looks', 'found by its name'],
  ['ROOTGUARD_SWEEP_QUEUE_URL', '--sweep-queue-url <url>', 'queue of the sweep', 'found by its name'],
  [
    'ROOTGUARD_DEAD_LETTER_QUEUE_URL',
    '--dead-letter-queue-url <url>',
    'dead-letter queue',
    'found by its name',
  ],
  ['ROOTGUARD_TOPIC_ARN', '--topic-arn <arn>', 'topic of the notifications', 'built from its name'],
] as const;

const variableOptions = VARIABLE_OPTIONS.map(([variable, flags, description, fallback]) => ({
  variable,
  option: {
    ...optional(flags, `${description} (${variable})`, text),
    fallback,
  } satisfies Option<string | undefined>,
}));

export const COMMON_OPTIONS: readonly Option<unknown>[] = [
  OUTPUT,
  PROFILE,
  ...variableOptions.map(({ option }) => option),
];

/** The environment, with what the command line says in place of what stands there. */
export function withGivenOptions(variables: Variables, given: Given): Variables {
  const replaced = variableOptions.flatMap(({ variable, option }) => {
    const value = given(option);
    return value === undefined ? [] : [[variable, value] as const];
  });
  return { ...variables, ...Object.fromEntries(replaced) };
}
