import { parse } from '../../domain/schema.ts';
import { CONFIGURATION_VARIABLE } from '../../installation/file-name.ts';
import { DEFAULT_NAMES } from '../../installation/names.ts';
import { VARIABLE_SCHEMAS, VARIABLES, type Variables } from '../../runtime/environment.ts';
import { OUTPUT_FORMATS } from '../output/result.ts';
import { optional, type ValuesOf, withDefault } from './option.ts';
import { notAccepted, oneOf, text } from './parsers.ts';

/** An option in place of an environment variable, with the values of that variable. @param defaultText shown in the help */
function variable(
  name: keyof typeof VARIABLE_SCHEMAS,
  flags: string,
  description: string,
  defaultText: string,
) {
  return optional(flags, description, (input) => checkedText(name, input))
    .default(undefined, defaultText)
    .env(name);
}

function defaultName(table: keyof typeof DEFAULT_NAMES.tables): string {
  return `${DEFAULT_NAMES.tables[table]}, or with the namePrefix of rootguard.json`;
}

/** The text itself: the settings of a command are parsed from the variables and the options together. */
function checkedText(name: keyof typeof VARIABLE_SCHEMAS, input: string): string {
  const value = text(input);
  const parsed = parse(VARIABLE_SCHEMAS[name], value);
  if (parsed.type === 'parsed') return value;
  throw notAccepted(name, input, parsed.issues[0].message.replace(/^must be /, ''));
}

/** By the names of the variables. */
const VARIABLE_OPTIONS = {
  [VARIABLES.concurrency]: variable(
    VARIABLES.concurrency,
    '--concurrency <n>',
    'accounts processed at a time, from 1 to 64',
    '8',
  ),
  [VARIABLES.exceptionsTable]: variable(
    VARIABLES.exceptionsTable,
    '--exceptions-table <name>',
    'table of the exceptions',
    defaultName('exceptions'),
  ),
  [VARIABLES.ledgerTable]: variable(
    VARIABLES.ledgerTable,
    '--ledger-table <name>',
    'table of the ledger',
    defaultName('ledger'),
  ),
  [VARIABLES.postureTable]: variable(
    VARIABLES.postureTable,
    '--posture-table <name>',
    'table of the posture',
    defaultName('posture'),
  ),
  [VARIABLES.settingsTable]: variable(
    VARIABLES.settingsTable,
    '--settings-table <name>',
    'table of the settings',
    defaultName('settings'),
  ),
  [VARIABLES.sessionsTable]: variable(
    VARIABLES.sessionsTable,
    '--sessions-table <name>',
    'table of the session register',
    defaultName('sessions'),
  ),
  [VARIABLES.triggersQueueUrl]: variable(
    VARIABLES.triggersQueueUrl,
    '--triggers-queue-url <url>',
    'queue of the triggers',
    'found by its name',
  ),
  [VARIABLES.laterQueueUrl]: variable(
    VARIABLES.laterQueueUrl,
    '--later-queue-url <url>',
    'queue of follow-up audits',
    'found by its name',
  ),
  [VARIABLES.sweepQueueUrl]: variable(
    VARIABLES.sweepQueueUrl,
    '--sweep-queue-url <url>',
    'queue of the sweep',
    'found by its name',
  ),
  [VARIABLES.deadLetterQueueUrl]: variable(
    VARIABLES.deadLetterQueueUrl,
    '--dead-letter-queue-url <url>',
    'dead-letter queue',
    'found by its name',
  ),
  [VARIABLES.topicArn]: variable(
    VARIABLES.topicArn,
    '--topic-arn <arn>',
    'topic of the notifications',
    'built from its name',
  ),
};

/** Every command has these, unless it declares otherwise. */
export const COMMON_OPTIONS = {
  output: withDefault(
    '-o, --output <format>',
    'format of the result on stdout',
    oneOf(OUTPUT_FORMATS),
    'table',
  ),
  config: optional(
    '--config <file>',
    'what rootguard init has written: organization, accounts, profiles, policy',
    text,
  )
    .default(undefined, 'rootguard.json, if the working directory has one')
    .env(CONFIGURATION_VARIABLE),
  profile: optional(
    '--profile <name>',
    "a profile of the AWS configuration files; default: the environment's, then that of rootguard.json, then the SDK's credential chain",
    text,
  ),
  ...VARIABLE_OPTIONS,
};

export type CommonValues = ValuesOf<typeof COMMON_OPTIONS>;

/** The environment; options of the command line take precedence. Output, profile and configuration file are no variables. */
export function withOptionValues(variables: Variables, values: Partial<CommonValues>): Variables {
  const { output: _, profile: __, config: ___, ...replaced } = values;
  const given = Object.entries(replaced).filter(([, value]) => value !== undefined);
  return { ...variables, ...Object.fromEntries(given) };
}
