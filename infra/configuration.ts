import { z } from 'zod';
import { REGION, SCHEDULES } from '../src/runtime/resources.ts';

const HOUR = 3600;
const MINUTE = 60;

const mode = z.enum(['observe', 'enforce']);
const accountId = z.string().regex(/^\d{12}$/, 'must be 12 digits');
const organizationalUnitId = z
  .string()
  .regex(/^ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/, 'must look like ou-ab12-cdef3456');
const rootId = z.string().regex(/^r-[0-9a-z]{4,32}$/, 'must look like r-ab12');
const region = z.string().regex(/^[a-z]{2,}(-[a-z]+)+-\d$/, 'must look like us-east-1');

const REGIONS = {
  aws: /^(?!cn-|us-gov-)/,
  'aws-cn': /^cn-/,
  'aws-us-gov': /^us-gov-/,
} as const;

/**
 * What an operator decides, in cdk.json under `context.rootguard`. A key that rootguard does not know is refused: it is
 * most likely a misspelt one, whose default would silently hold.
 */
const schema = z
  .strictObject({
    organizationId: z.string().regex(/^o-[a-z0-9]{10,32}$/, 'must look like o-exampleorgid'),
    managementAccountId: accountId,
    /** The delegated administrator for IAM (recommended) or the management account. */
    homeAccountId: accountId,
    /** Only `aws` has centralized root access by AWS's own word. */
    partition: z.enum(['aws', 'aws-cn', 'aws-us-gov']).default('aws'),
    /** Where the partition's global services log. */
    region: region.default(REGION),

    mode: mode.default('observe'),
    /** The closest setting wins: the account's own, then the nearest organizational unit's. */
    modeOverrides: z
      .strictObject({
        organizationalUnits: z.record(organizationalUnitId, mode).default({}),
        accounts: z.record(accountId, mode).default({}),
      })
      .prefault({}),
    /** How long an invited account keeps the credentials that it brought. */
    invitedGraceHours: z.int().min(0).max(2160).default(0),
    /** How many accounts may lose pre-existing credentials within an hour before an operator has to agree. */
    maxAccountsPerHour: z.int().min(0).max(20_000).default(10),
    /** How many accounts one invocation works on at a time. */
    concurrency: z.int().min(1).max(64).default(8),

    /** 120 at most: an alarm cannot look back further than a week, and has to miss a whole interval first. */
    fullSweepEveryHours: z
      .int()
      .min(1)
      .max(120)
      .default(SCHEDULES['full-sweep'].everySeconds / HOUR),
    /** How soon an exception that expired leads to an audit. */
    watchEveryMinutes: z
      .int()
      .min(1)
      .max(60)
      .default(SCHEDULES.watch.everySeconds / MINUTE),

    /** Where accounts forward their events from; the organization's root covers all. Sweeps audit all in any case. */
    coveredOrganizationalUnits: z.array(z.union([rootId, organizationalUnitId])).min(1),
    /** The account that owns the StackSet: the management account or a delegated administrator for StackSets. */
    stackSetsAccountId: accountId.optional(),
    /** Where AWS Control Tower has its home Region, if it is in use. */
    controlTowerRegion: region.optional(),
    /** Turns on trusted access for IAM, both root access features and the delegated administrator; never off. */
    turnOnRootAccess: z.boolean().default(false),

    notifications: z
      .strictObject({
        emails: z.array(z.email('must be an e-mail address')).default([]),
        /** The workspace has to be authorized once, by hand, in the console of the chat service. */
        slack: z
          .strictObject({
            workspaceId: z.string().regex(/^T[A-Z0-9]+$/, 'must look like T0123ABCD'),
            channelId: z.string().regex(/^C[A-Z0-9]+$/, 'must look like C0123ABCD'),
          })
          .optional(),
      })
      .prefault({}),
    /** Roles of the home account (patterns of their names with path) that may put messages back on the triggers queue. */
    operatorRoles: z
      .array(z.string().min(1))
      .default(['RootguardOperator', 'aws-reserved/sso.amazonaws.com/*AWSReservedSSO_RootguardOperator_*']),
    /** One key of the customer's own for tables, queues, topic and logs, instead of the keys that AWS owns. */
    customerManagedKey: z.boolean().default(false),
    /** Sets Lambda concurrency aside, so that no other function of the account can slow a revert down. */
    reserveConcurrency: z.boolean().default(false),
    /** Alarms link to their entry in it. */
    runbookUrl: z.string().min(1).default('docs/runbook.md'),
  })
  .superRefine((configuration, context) => {
    if (!REGIONS[configuration.partition].test(configuration.region)) {
      context.addIssue({
        code: 'custom',
        path: ['region'],
        message: `${configuration.region} is not of the partition ${configuration.partition}`,
      });
    }
    if (configuration.managementAccountId in configuration.modeOverrides.accounts) {
      context.addIssue({
        code: 'custom',
        path: ['modeOverrides', 'accounts', configuration.managementAccountId],
        message: 'is the management account, which is never a target',
      });
    }
  });

export interface Configuration extends Readonly<Omit<z.output<typeof schema>, 'stackSetsAccountId'>> {
  readonly stackSetsAccountId: string;
  readonly homeIsManagement: boolean;
  /** False when no account can be in enforce mode: the consumer is then deployed without the ability to delete. */
  readonly enforcesAnywhere: boolean;
}

/** Everything that is wrong with the configuration, so that one round of corrections is enough. */
export class ConfigurationError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(['The configuration (cdk.json, context.rootguard) cannot be used:', ...faults].join('\n  - '));
    this.name = 'ConfigurationError';
    this.faults = faults;
  }
}

/** @throws ConfigurationError with every fault and its path */
export function parseConfiguration(context: unknown): Configuration {
  const parsed = schema.safeParse(context);
  if (!parsed.success) throw new ConfigurationError(parsed.error.issues.map(describe));
  const { data } = parsed;
  const { organizationalUnits, accounts } = data.modeOverrides;
  return {
    ...data,
    stackSetsAccountId: data.stackSetsAccountId ?? data.managementAccountId,
    homeIsManagement: data.homeAccountId === data.managementAccountId,
    enforcesAnywhere: [data.mode, ...Object.values(organizationalUnits), ...Object.values(accounts)].includes(
      'enforce',
    ),
  };
}

function describe(issue: z.core.$ZodIssue): string {
  const at = issue.path.map(String).join('.') || 'rootguard';
  return issue.code === 'unrecognized_keys'
    ? `${at}: rootguard does not know ${issue.keys.join(', ')}`
    : `${at}: ${issue.message}`;
}
