import * as v from 'valibot';
import type { AccountId } from '../../domain/account.ts';
import type { DeployedCoverage } from '../../domain/deployed-coverage.ts';
import { everEnforces, type Policy } from '../../domain/policy.ts';
import type { QueueName } from '../../guardrail/ports/work-queues.ts';
import { CONFIGURATION_VARIABLE } from '../../installation/file-name.ts';
import { DEFAULT_NAME_PREFIX, type ResourceNames, resourceNames } from '../../installation/names.ts';
import type { ConfigurationFile } from '../../installation/read-file.ts';
import {
  type LogLevel,
  parseVariables,
  policyOf,
  VARIABLE_SCHEMAS,
  VARIABLES,
  type Variables,
  wholeNumber,
} from '../environment.ts';

/** The configuration of an operator's command. What is undefined is looked up in AWS. */
export interface OperatorSettings {
  readonly organizationId: string | undefined;
  readonly managementAccountId: AccountId | undefined;
  readonly homeAccountId: AccountId | undefined;
  readonly partition: string | undefined;
  /** What the command assumes where it finds neither settings nor a record of those that were deployed. */
  readonly assumedPolicy: Policy;
  readonly assumedCanEnforce: boolean;
  readonly concurrency: number;
  /** Assumed where no watch has recorded what is deployed. */
  readonly assumedCoverage: DeployedCoverage;
  readonly tables: Readonly<Record<'exceptions' | 'ledger' | 'posture' | 'settings' | 'sessions', string>>;
  /** Whether an option or a variable names it, so that it must exist. */
  readonly isExceptionsTableNamed: boolean;
  /** Of the installation that the file configures; without a file, of one without a prefix of its own. */
  readonly names: ResourceNames;
  readonly queueNames: Readonly<Record<QueueName, string>>;
  readonly queueUrls: Readonly<Record<QueueName, string | undefined>>;
  readonly topicArn: string | undefined;
  readonly topicName: string;
  readonly logLevel: LogLevel;
  /** The longest that a recovery may be open. Seconds. */
  readonly maxRecoverySeconds: number;
  /** `rootguard.json`, if there is one. Its organization is compared with that of the credentials. */
  readonly file: ConfigurationFile | undefined;
}

/** Variables that only an operator's command knows, beside those of the functions. */
const OPERATOR_VARIABLES = {
  maxRecoverySeconds: 'ROOTGUARD_MAX_RECOVERY_SECONDS',
  configurationFile: CONFIGURATION_VARIABLE,
} as const;

const DAY_SECONDS = 24 * 60 * 60;

const schema = v.object({
  ...v.partial(v.object(VARIABLE_SCHEMAS)).entries,
  [VARIABLES.mode]: VARIABLE_SCHEMAS[VARIABLES.mode],
  [VARIABLES.modeOverrides]: VARIABLE_SCHEMAS[VARIABLES.modeOverrides],
  [VARIABLES.invitedGraceSeconds]: VARIABLE_SCHEMAS[VARIABLES.invitedGraceSeconds],
  [VARIABLES.maxAccountsPerHour]: VARIABLE_SCHEMAS[VARIABLES.maxAccountsPerHour],
  [VARIABLES.concurrency]: VARIABLE_SCHEMAS[VARIABLES.concurrency],
  [VARIABLES.sweepEveryHours]: VARIABLE_SCHEMAS[VARIABLES.sweepEveryHours],
  /** An operator reads what the command prints; the log is for debugging. */
  [VARIABLES.logLevel]: v.optional(VARIABLE_SCHEMAS[VARIABLES.logLevel].wrapped, 'silent'),
  /** Without it the partition is that of the caller. */
  [VARIABLES.partition]: v.optional(VARIABLE_SCHEMAS[VARIABLES.partition].wrapped),
  [OPERATOR_VARIABLES.maxRecoverySeconds]: v.optional(wholeNumber(60, 30 * DAY_SECONDS), `${DAY_SECONDS}`),
});

/**
 * Variables come before the file.
 * @throws InvalidInputError `invalid-environment`, with every issue in it
 */
export function parseOperatorEnvironment(variables: Variables, file?: ConfigurationFile): OperatorSettings {
  const known = [...Object.values(VARIABLES), ...Object.values(OPERATOR_VARIABLES)];
  const data = parseVariables(schema, known, { ...variablesOf(file), ...withoutEmpty(variables) });
  const names = resourceNames(file?.configuration.namePrefix ?? DEFAULT_NAME_PREFIX);
  const assumedPolicy = policyOf(data);
  return {
    organizationId: data[VARIABLES.organizationId],
    managementAccountId: data[VARIABLES.managementAccountId],
    homeAccountId: data[VARIABLES.homeAccountId],
    partition: data[VARIABLES.partition],
    assumedPolicy,
    assumedCanEnforce: data[VARIABLES.canEnforce] ?? everEnforces(assumedPolicy),
    concurrency: data[VARIABLES.concurrency],
    assumedCoverage: {
      units: data[VARIABLES.coveredUnits],
      sweepEveryHours: data[VARIABLES.sweepEveryHours],
    },
    tables: {
      exceptions: data[VARIABLES.exceptionsTable] ?? names.tables.exceptions,
      ledger: data[VARIABLES.ledgerTable] ?? names.tables.ledger,
      posture: data[VARIABLES.postureTable] ?? names.tables.posture,
      settings: data[VARIABLES.settingsTable] ?? names.tables.settings,
      sessions: data[VARIABLES.sessionsTable] ?? names.tables.sessions,
    },
    isExceptionsTableNamed: data[VARIABLES.exceptionsTable] !== undefined,
    names,
    queueNames: names.queues,
    queueUrls: {
      triggers: data[VARIABLES.triggersQueueUrl],
      later: data[VARIABLES.laterQueueUrl],
      sweep: data[VARIABLES.sweepQueueUrl],
      heartbeats: data[VARIABLES.heartbeatsQueueUrl],
      activity: data[VARIABLES.activityQueueUrl],
      memberActivity: data[VARIABLES.memberActivityQueueUrl],
      deadLetters: data[VARIABLES.deadLetterQueueUrl],
    },
    topicArn: data[VARIABLES.topicArn],
    topicName: names.topic,
    logLevel: data[VARIABLES.logLevel],
    maxRecoverySeconds: data[OPERATOR_VARIABLES.maxRecoverySeconds],
    file,
  };
}

const HOUR_SECONDS = 60 * 60;

/** The file as the variables that mean the same. Its organization is not among them: it is only compared with AWS's answer. */
function variablesOf(file: ConfigurationFile | undefined): Variables {
  if (file === undefined) return {};
  const { configuration } = file;
  return {
    [VARIABLES.homeAccountId]: configuration.homeAccountId,
    [VARIABLES.mode]: configuration.mode,
    [VARIABLES.modeOverrides]: JSON.stringify(configuration.modeOverrides),
    [VARIABLES.invitedGraceSeconds]: `${configuration.invitedGraceHours * HOUR_SECONDS}`,
    [VARIABLES.maxAccountsPerHour]: `${configuration.maxAccountsPerHour}`,
    [VARIABLES.canEnforce]: `${configuration.allowEnforcement}`,
    [VARIABLES.concurrency]: `${configuration.concurrency}`,
    [VARIABLES.coveredUnits]: configuration.coveredOrganizationalUnits.join(),
    [VARIABLES.sweepEveryHours]: `${configuration.fullSweepEveryHours}`,
  };
}

function withoutEmpty(variables: Variables): Variables {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
}
