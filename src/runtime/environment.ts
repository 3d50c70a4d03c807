import * as v from 'valibot';
import { type AccountId, accountIdSchema } from '../domain/account.ts';
import { CANARY_LATE_AFTER_SECONDS } from '../domain/canary.ts';
import type { DeployedCoverage } from '../domain/deployed-coverage.ts';
import { InvalidInputError } from '../domain/errors.ts';
import type { ListenerQueueName } from '../domain/listener-queue.ts';
import { modeOverridesSchema, modeSchema, modesById } from '../domain/mode-overrides.ts';
import { everEnforces, type Policy } from '../domain/policy.ts';
import { type InputIssue, isWholeNumber, parse } from '../domain/schema.ts';
import type { SessionPrincipals } from '../domain/session-principals.ts';
import type { WorkQueueName } from '../guardrail/ports/work-queues.ts';
import { NUMBER_SETTINGS } from '../installation/defaults.ts';
import { coveredUnits } from '../installation/fields.ts';
import {
  DEFAULT_NAME_PREFIX,
  DEFAULT_NAMES,
  type ResourceNames,
  resourceNames,
} from '../installation/names.ts';

/** The variables that configure rootguard's functions. Infrastructure sets them under these names. */
export const VARIABLES = {
  organizationId: 'ROOTGUARD_ORGANIZATION_ID',
  managementAccountId: 'ROOTGUARD_MANAGEMENT_ACCOUNT_ID',
  homeAccountId: 'ROOTGUARD_HOME_ACCOUNT_ID',
  partition: 'ROOTGUARD_PARTITION',
  mode: 'ROOTGUARD_MODE',
  modeOverrides: 'ROOTGUARD_MODE_OVERRIDES',
  invitedGraceSeconds: 'ROOTGUARD_INVITED_GRACE_SECONDS',
  maxAccountsPerHour: 'ROOTGUARD_MAX_ACCOUNTS_PER_HOUR',
  canEnforce: 'ROOTGUARD_CAN_ENFORCE',
  concurrency: 'ROOTGUARD_CONCURRENCY',
  coveredUnits: 'ROOTGUARD_COVERED_UNITS',
  sweepEveryHours: 'ROOTGUARD_SWEEP_EVERY_HOURS',
  exceptionsTable: 'ROOTGUARD_EXCEPTIONS_TABLE',
  ledgerTable: 'ROOTGUARD_LEDGER_TABLE',
  postureTable: 'ROOTGUARD_POSTURE_TABLE',
  settingsTable: 'ROOTGUARD_SETTINGS_TABLE',
  sessionsTable: 'ROOTGUARD_SESSIONS_TABLE',
  sessionRoles: 'ROOTGUARD_SESSION_ROLES',
  sessionPrincipals: 'ROOTGUARD_SESSION_PRINCIPALS',
  triggersQueueUrl: 'ROOTGUARD_TRIGGERS_QUEUE_URL',
  laterQueueUrl: 'ROOTGUARD_LATER_QUEUE_URL',
  sweepQueueUrl: 'ROOTGUARD_SWEEP_QUEUE_URL',
  heartbeatsQueueUrl: 'ROOTGUARD_HEARTBEATS_QUEUE_URL',
  activityQueueUrl: 'ROOTGUARD_ACTIVITY_QUEUE_URL',
  memberActivityQueueUrl: 'ROOTGUARD_MEMBER_ACTIVITY_QUEUE_URL',
  deadLetterQueueUrl: 'ROOTGUARD_DEAD_LETTER_QUEUE_URL',
  topicArn: 'ROOTGUARD_TOPIC_ARN',
  canaryAccountId: 'ROOTGUARD_CANARY_ACCOUNT_ID',
  canaryLateAfterSeconds: 'ROOTGUARD_CANARY_LATE_AFTER_SECONDS',
  watchdogTopicArn: 'ROOTGUARD_WATCHDOG_TOPIC_ARN',
  logLevel: 'ROOTGUARD_LOG_LEVEL',
  metricsNamespace: 'ROOTGUARD_METRICS_NAMESPACE',
  namePrefix: 'ROOTGUARD_NAME_PREFIX',
  keyArn: 'ROOTGUARD_KEY_ARN',
  permissionsBoundary: 'ROOTGUARD_PERMISSIONS_BOUNDARY',
  deployerRoles: 'ROOTGUARD_DEPLOYER_ROLES',
} as const;

/** Set by the Lambda runtime. @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const RUNTIME_VARIABLES = { region: 'AWS_REGION', functionName: 'AWS_LAMBDA_FUNCTION_NAME' } as const;

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Configuration {
  readonly organizationId: string;
  readonly managementAccountId: AccountId;
  readonly homeAccountId: AccountId;
  readonly partition: string;
  readonly region: string;
  /** Applies until an operator has changed the settings. */
  readonly initialPolicy: Policy;
  /** Whether anything can be deleted: the role of the consumer has the delete task policy. */
  readonly canEnforce: boolean;
  /** How many accounts one invocation processes at a time. */
  readonly concurrency: number;
  readonly deployedCoverage: DeployedCoverage;
  readonly tables: Readonly<Record<'exceptions' | 'ledger' | 'posture' | 'settings' | 'sessions', string>>;
  readonly queueUrls: Readonly<Record<WorkQueueName | 'deadLetters', string>>;
  /** Only the listener has them: they would take room from the lists of the other functions. */
  readonly listenerQueueUrls: Readonly<Record<ListenerQueueName, string | undefined>>;
  /** Who may open root sessions. Only the listener knows it. */
  readonly sessionPrincipals: SessionPrincipals;
  readonly topicArn: string;
  /** The role of the management account that may read its summary; undefined where it is not deployed. */
  readonly managementRoleArn: string;
  /** The account of the canary; undefined where there is none. */
  readonly canaryAccountId: AccountId | undefined;
  readonly canaryLateAfterSeconds: number;
  /** Undefined where the home account is the management account. */
  readonly watchdogTopicArn: string | undefined;
  readonly logLevel: LogLevel;
  /** Metrics are written as embedded metric format only where CloudWatch picks them up. */
  readonly insideLambda: boolean;
  readonly metricsNamespace: string;
  /** What of the installation events about rootguard itself are told by. */
  readonly installation: {
    readonly names: ResourceNames;
    /** Undefined where AWS's own keys encrypt the data. */
    readonly keyArn: string | undefined;
    /** Path and name of the permissions boundary; undefined where there is none of the organization's own. */
    readonly boundary: string | undefined;
    /** Patterns of the ARNs of roles that deploy without CloudFormation. */
    readonly deployerRoles: readonly string[];
  };
}

const text = v.string();
const arn = v.pipe(v.string(), v.startsWith('arn:', 'must be an ARN'));
const url = v.pipe(v.string(), v.trim(), v.url('must be a URL'));
const words = v.pipe(
  v.string(),
  v.transform((text): readonly string[] => text.split(/\s+/).filter((word) => word !== '')),
);
const logLevel = v.picklist(LOG_LEVELS, 'must be debug, info, warn, error or silent');
export const wholeNumber = (min: number, max: number) =>
  v.pipe(
    v.string(),
    v.transform(Number),
    v.check(
      (number) => isWholeNumber(number) && number >= min && number <= max,
      `must be a whole number from ${min} to ${max}`,
    ),
  );

function numberSetting(name: keyof typeof NUMBER_SETTINGS) {
  const { min, max, default: byDefault } = NUMBER_SETTINGS[name];
  return v.optional(wholeNumber(min, max), `${byDefault}`);
}

const modeOverrides = v.pipe(v.string(), v.parseJson(undefined, 'must be JSON'), modeOverridesSchema);

const roles = v.pipe(v.string(), v.parseJson(undefined, 'must be JSON'), v.array(v.string()));

/** The valid values of each variable. */
export const VARIABLE_SCHEMAS = {
  [VARIABLES.organizationId]: v.pipe(
    v.string(),
    v.regex(/^o-[a-z0-9]{10,32}$/, 'must look like o-exampleorgid'),
  ),
  [VARIABLES.managementAccountId]: accountIdSchema,
  [VARIABLES.homeAccountId]: accountIdSchema,
  [VARIABLES.partition]: v.optional(text, 'aws'),
  [VARIABLES.mode]: v.optional(modeSchema, 'observe'),
  [VARIABLES.modeOverrides]: v.optional(modeOverrides, '{}'),
  [VARIABLES.invitedGraceSeconds]: numberSetting('invitedGraceSeconds'),
  [VARIABLES.maxAccountsPerHour]: numberSetting('maxAccountsPerHour'),
  /** By default whether any account is in enforce mode at first. */
  [VARIABLES.canEnforce]: v.optional(
    v.pipe(
      v.picklist(['true', 'false'], 'must be true or false'),
      v.transform((text) => text === 'true'),
    ),
  ),
  [VARIABLES.concurrency]: numberSetting('concurrency'),
  [VARIABLES.coveredUnits]: v.optional(
    v.pipe(
      v.string(),
      v.transform((list) => list.split(',')),
      coveredUnits,
    ),
  ),
  [VARIABLES.sweepEveryHours]: numberSetting('fullSweepEveryHours'),
  [VARIABLES.exceptionsTable]: text,
  [VARIABLES.ledgerTable]: text,
  [VARIABLES.postureTable]: text,
  [VARIABLES.settingsTable]: text,
  [VARIABLES.sessionsTable]: v.optional(text, DEFAULT_NAMES.tables.sessions),
  /** ARN patterns with blanks between them: of the roles of rootguard that open root sessions, and of those of others that may. */
  [VARIABLES.sessionRoles]: v.optional(words, ''),
  [VARIABLES.sessionPrincipals]: v.optional(words, ''),
  [VARIABLES.triggersQueueUrl]: url,
  [VARIABLES.laterQueueUrl]: url,
  [VARIABLES.sweepQueueUrl]: url,
  [VARIABLES.heartbeatsQueueUrl]: v.optional(url),
  [VARIABLES.activityQueueUrl]: v.optional(url),
  [VARIABLES.memberActivityQueueUrl]: v.optional(url),
  [VARIABLES.deadLetterQueueUrl]: url,
  [VARIABLES.topicArn]: arn,
  [VARIABLES.watchdogTopicArn]: v.optional(arn),
  [VARIABLES.canaryAccountId]: v.optional(accountIdSchema),
  [VARIABLES.canaryLateAfterSeconds]: v.optional(
    wholeNumber(CANARY_LATE_AFTER_SECONDS.min, CANARY_LATE_AFTER_SECONDS.max),
    `${CANARY_LATE_AFTER_SECONDS.default}`,
  ),
  [VARIABLES.logLevel]: v.optional(logLevel, 'info'),
  [VARIABLES.metricsNamespace]: v.optional(text, DEFAULT_NAMES.metricsNamespace),
  [VARIABLES.namePrefix]: v.optional(text, DEFAULT_NAME_PREFIX),
  [VARIABLES.keyArn]: v.optional(arn),
  [VARIABLES.permissionsBoundary]: v.optional(text),
  [VARIABLES.deployerRoles]: v.optional(roles, '[]'),
} as const;

const schema = v.object({
  ...VARIABLE_SCHEMAS,
  [RUNTIME_VARIABLES.region]: text,
  [RUNTIME_VARIABLES.functionName]: v.optional(text),
});

export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration of the functions from environment variables.
 *
 * @throws InvalidInputError `invalid-environment`, with every issue in it
 */
export function parseEnvironment(variables: Variables): Configuration {
  return configurationOf(parseVariables(schema, Object.values(VARIABLES), variables));
}

/**
 * An empty variable counts as absent. An unknown `ROOTGUARD_` variable is refused: it is most likely misspelt, and the default
 * of the intended one would apply unnoticed.
 *
 * @throws InvalidInputError `invalid-environment`, with every issue in it
 */
export function parseVariables<Schema extends v.GenericSchema>(
  variablesSchema: Schema,
  known: readonly string[],
  variables: Variables,
): v.InferOutput<Schema> {
  const present = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = parse(variablesSchema, present);
  const unknown = unknownVariables(present, known);
  if (parsed.type === 'parsed' && unknown.length === 0) return parsed.value;
  const wrong = parsed.type === 'invalid' ? parsed.issues.map((issue) => describe(issue, present)) : [];
  throw new InvalidInputError('invalid-environment', 'environment variables', [...unknown, ...wrong]);
}

/** The process's own environment; called once, at the entry point. */
export function readEnvironment(): Configuration {
  return parseEnvironment(process.env);
}

/** The process's own environment, for an operator's command. */
export function readVariables(): Variables {
  return process.env;
}

/** @see https://no-color.org */
export function wantsColours({ NO_COLOR }: Variables): boolean {
  return NO_COLOR === undefined || NO_COLOR === '';
}

/**
 * The SDK warns at each start that it will stop supporting the oldest version of Node.js. That concerns the maintainers of
 * rootguard, not the operator at the terminal.
 */
export function silenceVersionWarning(): void {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
}

/**
 * Node.js keeps back the deprecation warnings of installed libraries, but not of those in a bundle. They concern the maintainers as
 * well.
 */
export function silenceDeprecations(): void {
  process.noDeprecation = true;
}

function unknownVariables(present: Readonly<Record<string, unknown>>, known: readonly string[]): string[] {
  return Object.keys(present)
    .filter((name) => name.startsWith('ROOTGUARD_') && !known.includes(name))
    .map((name) => `${name}: is not a variable of rootguard`);
}

function describe({ path, message }: InputIssue, present: Readonly<Record<string, unknown>>): string {
  const [name = 'environment', ...inside] = path.split('.');
  if (!(name in present)) return `${name}: is missing`;
  const where = inside.length > 0 ? ` (at ${inside.join('.')})` : '';
  return `${name}${where}: ${message}, got ${JSON.stringify(present[name])}`;
}

/**
 * The namespace of the metrics is the prefix of the names. A variable of its own for this role would take room from the lists, so that
 * a configuration with long ones could no longer be deployed.
 */
function managementRoleArnOf(data: v.InferOutput<typeof schema>): string {
  const { rolePath, managementRole } = resourceNames(data[VARIABLES.metricsNamespace]);
  return `arn:${data[VARIABLES.partition]}:iam::${data[VARIABLES.managementAccountId]}:role${rolePath}${managementRole}`;
}

function configurationOf(data: v.InferOutput<typeof schema>): Configuration {
  const initialPolicy = policyOf(data);
  return {
    organizationId: data[VARIABLES.organizationId],
    managementAccountId: data[VARIABLES.managementAccountId],
    homeAccountId: data[VARIABLES.homeAccountId],
    partition: data[VARIABLES.partition],
    region: data[RUNTIME_VARIABLES.region],
    initialPolicy,
    canEnforce: data[VARIABLES.canEnforce] ?? everEnforces(initialPolicy),
    concurrency: data[VARIABLES.concurrency],
    deployedCoverage: {
      units: data[VARIABLES.coveredUnits],
      sweepEveryHours: data[VARIABLES.sweepEveryHours],
    },
    tables: {
      exceptions: data[VARIABLES.exceptionsTable],
      ledger: data[VARIABLES.ledgerTable],
      posture: data[VARIABLES.postureTable],
      settings: data[VARIABLES.settingsTable],
      sessions: data[VARIABLES.sessionsTable],
    },
    queueUrls: {
      triggers: data[VARIABLES.triggersQueueUrl],
      later: data[VARIABLES.laterQueueUrl],
      sweep: data[VARIABLES.sweepQueueUrl],
      deadLetters: data[VARIABLES.deadLetterQueueUrl],
    },
    listenerQueueUrls: {
      heartbeats: data[VARIABLES.heartbeatsQueueUrl],
      activity: data[VARIABLES.activityQueueUrl],
      memberActivity: data[VARIABLES.memberActivityQueueUrl],
    },
    sessionPrincipals: {
      own: data[VARIABLES.sessionRoles],
      others: data[VARIABLES.sessionPrincipals],
      canaryAccountId: data[VARIABLES.canaryAccountId],
    },
    topicArn: data[VARIABLES.topicArn],
    managementRoleArn: managementRoleArnOf(data),
    canaryAccountId: data[VARIABLES.canaryAccountId],
    canaryLateAfterSeconds: data[VARIABLES.canaryLateAfterSeconds],
    watchdogTopicArn: data[VARIABLES.watchdogTopicArn],
    logLevel: data[VARIABLES.logLevel],
    insideLambda: data[RUNTIME_VARIABLES.functionName] !== undefined,
    metricsNamespace: data[VARIABLES.metricsNamespace],
    installation: {
      names: resourceNames(data[VARIABLES.namePrefix]),
      keyArn: data[VARIABLES.keyArn],
      boundary: data[VARIABLES.permissionsBoundary],
      deployerRoles: data[VARIABLES.deployerRoles],
    },
  };
}

type PolicyVariables = Pick<
  v.InferOutput<typeof schema>,
  | typeof VARIABLES.mode
  | typeof VARIABLES.modeOverrides
  | typeof VARIABLES.invitedGraceSeconds
  | typeof VARIABLES.maxAccountsPerHour
>;

export function policyOf(data: PolicyVariables): Policy {
  return {
    mode: data[VARIABLES.mode],
    ...modesById(data[VARIABLES.modeOverrides]),
    invitedGraceSeconds: data[VARIABLES.invitedGraceSeconds],
    maxAccountsPerHour: data[VARIABLES.maxAccountsPerHour],
  };
}
