import type { Variables } from '../../runtime/environment.ts';
import { OUTPUT_FORMATS } from '../output/result.ts';
import { optional, type ValuesOf, withDefault } from './option.ts';
import { oneOf, text } from './parsers.ts';

/** Replaces an environment variable, which is checked together with the others. @param defaultText shown in the help */
function variable(name: string, flags: string, description: string, defaultText: string) {
  return optional(flags, description, text).default(undefined, defaultText).env(name);
}

const VARIABLE_OPTIONS = {
  concurrency: variable(
    'ROOTGUARD_CONCURRENCY',
    '--concurrency <n>',
    'accounts processed at a time, from 1 to 64',
    '8',
  ),
  exceptionsTable: variable(
    'ROOTGUARD_EXCEPTIONS_TABLE',
    '--exceptions-table <name>',
    'table of the exceptions',
    'rootguard-exceptions',
  ),
  ledgerTable: variable(
    'ROOTGUARD_LEDGER_TABLE',
    '--ledger-table <name>',
    'table of the ledger',
    'rootguard-ledger',
  ),
  postureTable: variable(
    'ROOTGUARD_POSTURE_TABLE',
    '--posture-table <name>',
    'table of the posture',
    'rootguard-posture',
  ),
  triggersQueueUrl: variable(
    'ROOTGUARD_TRIGGERS_QUEUE_URL',
    '--triggers-queue-url <url>',
    'queue of the triggers',
    'found by its name',
  ),
  laterQueueUrl: variable(
    'ROOTGUARD_LATER_QUEUE_URL',
    '--later-queue-url <url>',
    'queue of follow-up audits',
    'found by its name',
  ),
  sweepQueueUrl: variable(
    'ROOTGUARD_SWEEP_QUEUE_URL',
    '--sweep-queue-url <url>',
    'queue of the sweep',
    'found by its name',
  ),
  deadLetterQueueUrl: variable(
    'ROOTGUARD_DEAD_LETTER_QUEUE_URL',
    '--dead-letter-queue-url <url>',
    'dead-letter queue',
    'found by its name',
  ),
  topicArn: variable(
    'ROOTGUARD_TOPIC_ARN',
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
  profile: optional(
    '--profile <name>',
    "a profile of the AWS configuration files; default: the SDK's default credential chain",
    text,
  ),
  ...VARIABLE_OPTIONS,
};

export type CommonValues = ValuesOf<typeof COMMON_OPTIONS>;

/** The environment; options of the command line take precedence. */
export function withOptionValues(variables: Variables, values: Partial<CommonValues>): Variables {
  const replaced = Object.entries(VARIABLE_OPTIONS).flatMap(([name, { envVar }]) => {
    const [, value] = Object.entries(values).find(([key]) => key === name) ?? [];
    return envVar === undefined || value === undefined ? [] : [[envVar, value] as const];
  });
  return { ...variables, ...Object.fromEntries(replaced) };
}
