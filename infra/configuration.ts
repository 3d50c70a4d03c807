import * as v from 'valibot';
import { MODES } from '../src/domain/policy.ts';
import { REGION, SCHEDULES } from '../src/runtime/resources.ts';
import { isAboutUnknownKeys, record, strictObject } from './json-objects.ts';

const HOUR = 3600;
const MINUTE = 60;

const matching = (pattern: RegExp, message: string) => v.pipe(v.string(), v.regex(pattern, message));
const wholeNumber = (least: number, most: number) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));

const mode = v.picklist(MODES);
const accountId = matching(/^\d{12}$/, 'must be 12 digits');
const organizationalUnitId = matching(
  /^ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/,
  'must look like ou-ab12-cdef3456',
);
const rootId = matching(/^r-[0-9a-z]{4,32}$/, 'must look like r-ab12');
const region = matching(/^[a-z]{2,}(-[a-z]+)+-\d$/, 'must look like us-east-1');
const ADDRESS = 'must be an e-mail address';
/** valibot's own takes no apostrophe. */
const email = v.pipe(
  v.string(ADDRESS),
  v.regex(/^(?:[\w'+-]+\.)*[\w'+-]*[\w+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/, ADDRESS),
);
const text = v.pipe(v.string(), v.nonEmpty('must not be empty'));
const modeByAccount = record(accountId, mode);
const overrides = v.object({
  managementAccountId: accountId,
  modeOverrides: v.object({ accounts: modeByAccount }),
});

const REGIONS = {
  aws: /^(?!cn-|us-gov-)/,
  'aws-cn': /^cn-/,
  'aws-us-gov': /^us-gov-/,
} as const;

/**
 * What an operator decides, in cdk.json under `context.rootguard`. A key that rootguard does not know is refused: it is
 * most likely a misspelt one, whose default would silently hold.
 */
const schema = v.pipe(
  strictObject({
    organizationId: matching(/^o-[a-z0-9]{10,32}$/, 'must look like o-exampleorgid'),
    managementAccountId: accountId,
    /** The delegated administrator for IAM (recommended) or the management account. */
    homeAccountId: accountId,
    /** Only `aws` has centralized root access by AWS's own word. */
    partition: v.optional(v.picklist(['aws', 'aws-cn', 'aws-us-gov']), 'aws'),
    /** Where the partition's global services log. */
    region: v.optional(region, REGION),

    mode: v.optional(mode, 'observe'),
    /** The closest setting wins: the account's own, then the nearest organizational unit's. */
    modeOverrides: v.optional(
      strictObject({
        organizationalUnits: v.optional(record(organizationalUnitId, mode), {}),
        accounts: v.optional(modeByAccount, {}),
      }),
      {},
    ),
    /** How long an invited account keeps the credentials that it brought. */
    invitedGraceHours: v.optional(wholeNumber(0, 2160), 0),
    /** How many accounts may lose pre-existing credentials within an hour before an operator has to agree. */
    maxAccountsPerHour: v.optional(wholeNumber(0, 20_000), 10),
    /** How many accounts one invocation works on at a time. */
    concurrency: v.optional(wholeNumber(1, 64), 8),

    /** 120 at most: an alarm cannot look back further than a week, and has to miss a whole interval first. */
    fullSweepEveryHours: v.optional(wholeNumber(1, 120), SCHEDULES['full-sweep'].everySeconds / HOUR),
    /** How soon an exception that expired leads to an audit. */
    watchEveryMinutes: v.optional(wholeNumber(1, 60), SCHEDULES.watch.everySeconds / MINUTE),

    /** Where accounts forward their events from; the organization's root covers all. Sweeps audit all in any case. */
    coveredOrganizationalUnits: v.pipe(
      v.array(v.union([rootId, organizationalUnitId], 'must look like r-ab12 or ou-ab12-cdef3456')),
      v.nonEmpty('must not be empty'),
    ),
    /** The account that owns the StackSet: the management account or a delegated administrator for StackSets. */
    stackSetsAccountId: v.optional(accountId),
    /** Where AWS Control Tower has its home Region, if it is in use. */
    controlTowerRegion: v.optional(region),
    /** Turns on trusted access for IAM, both root access features and the delegated administrator; never off. */
    turnOnRootAccess: v.optional(v.boolean(), false),

    notifications: v.optional(
      strictObject({
        emails: v.optional(v.array(email), []),
        /** The workspace has to be authorized once, by hand, in the console of the chat service. */
        slack: v.optional(
          strictObject({
            workspaceId: matching(/^T[A-Z0-9]+$/, 'must look like T0123ABCD'),
            channelId: matching(/^C[A-Z0-9]+$/, 'must look like C0123ABCD'),
          }),
        ),
      }),
      {},
    ),
    /** Roles of the home account (patterns of their names with path) that may put messages back on the triggers queue. */
    operatorRoles: v.optional(v.array(text), [
      'RootguardOperator',
      'aws-reserved/sso.amazonaws.com/*AWSReservedSSO_RootguardOperator_*',
    ]),
    /** One key of the customer's own for tables, queues, topic and logs, instead of the keys that AWS owns. */
    customerManagedKey: v.optional(v.boolean(), false),
    /**
     * Sets Lambda concurrency aside, so that no other function of the account can slow a revert down. Lambda keeps 100 for
     * functions that reserve none, so the account's quota has to be higher than that by as many; nothing says so at synthesis.
     * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
     */
    reserveConcurrency: v.optional(v.boolean(), false),
    /** Alarms link to their entry in it. */
    runbookUrl: v.optional(text, 'docs/runbook.md'),
  }),
  v.forward(
    v.partialCheck(
      [['partition'], ['region']],
      (given) => REGIONS[given.partition].test(given.region),
      ({ input }) => `${input.region} is not of the partition ${input.partition}`,
    ),
    ['region'],
  ),
  v.rawCheck(({ dataset: { value }, addIssue }) => {
    // Whatever else is wrong, this is said with it.
    if (!v.is(overrides, value) || !(value.managementAccountId in value.modeOverrides.accounts)) return;
    const { modeOverrides, managementAccountId } = value;
    addIssue({
      message: 'is the management account, which is never a target',
      path: [
        { type: 'object', origin: 'value', input: value, key: 'modeOverrides', value: modeOverrides },
        {
          type: 'object',
          origin: 'value',
          input: modeOverrides,
          key: 'accounts',
          value: modeOverrides.accounts,
        },
        {
          type: 'object',
          origin: 'key',
          input: modeOverrides.accounts,
          key: managementAccountId,
          value: modeOverrides.accounts[managementAccountId],
        },
      ],
    });
  }),
);

export interface Configuration extends Readonly<Omit<v.InferOutput<typeof schema>, 'stackSetsAccountId'>> {
  readonly stackSetsAccountId: string;
  readonly homeIsManagement: boolean;
  /** False when no account can be in enforce mode: the consumer is then deployed without the ability to delete. */
  readonly enforcesAnywhere: boolean;
}

/** Everything that is wrong with the configuration, so that one round of corrections is enough. */
export class ConfigurationError extends Error {
  readonly issues: readonly string[];

  constructor(issues: readonly string[]) {
    super(['The configuration (cdk.json, context.rootguard) cannot be used:', ...issues].join('\n  - '));
    this.name = 'ConfigurationError';
    this.issues = issues;
  }
}

/** @throws ConfigurationError with every fault and its path */
export function parseConfiguration(context: unknown): Configuration {
  const parsed = v.safeParse(schema, context);
  if (!parsed.success) throw new ConfigurationError(parsed.issues.map(describe));
  const { output: data } = parsed;
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

function describe(issue: v.BaseIssue<unknown>): string {
  const keys = (issue.path ?? []).map(({ key }) => String(key));
  if (isAboutUnknownKeys(issue)) keys.pop();
  return `${keys.join('.') || 'rootguard'}: ${issue.message}`;
}
