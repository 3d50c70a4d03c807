import * as v from 'valibot';
import { MODES } from '../src/domain/policy.ts';
import { NUMBER_SETTINGS } from '../src/runtime/environment.ts';
import { REGION, SCHEDULES } from '../src/runtime/resources.ts';
import { isUnknownKeyIssue, record, strictObject } from './json-objects.ts';

const HOUR_SECONDS = 3600;
const MINUTE_SECONDS = 60;

const { invitedGraceSeconds, maxAccountsPerHour, concurrency } = NUMBER_SETTINGS;

const matching = (pattern: RegExp, message: string) => v.pipe(v.string(), v.regex(pattern, message));
const wholeNumber = (min: number, max: number) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(min), v.maxValue(max));

const mode = v.picklist(MODES);
const accountId = matching(/^\d{12}$/, 'must be 12 digits');
const organizationalUnitId = matching(
  /^ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/,
  'must look like ou-ab12-cdef3456',
);
const rootId = matching(/^r-[0-9a-z]{4,32}$/, 'must look like r-ab12');
const region = matching(/^[a-z]{2,}(-[a-z]+)+-\d$/, 'must look like us-east-1');
const ADDRESS = 'must be an e-mail address';
/** valibot's own `email` rejects apostrophes. */
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
 * The operator's configuration, in cdk.json under `context.rootguard`. Unknown keys are rejected: such a key is most
 * likely misspelt, and the default would apply silently.
 */
const schema = v.pipe(
  strictObject({
    organizationId: matching(/^o-[a-z0-9]{10,32}$/, 'must look like o-exampleorgid'),
    managementAccountId: accountId,
    /** The delegated administrator for IAM (recommended) or the management account. */
    homeAccountId: accountId,
    /** AWS documents centralized root access for `aws` only. */
    partition: v.optional(v.picklist(['aws', 'aws-cn', 'aws-us-gov']), 'aws'),
    /** The Region in which CloudTrail records the partition's global services. */
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
    /** How long an invited account may keep the credentials that it had when it joined. */
    invitedGraceHours: v.optional(
      wholeNumber(invitedGraceSeconds.min, invitedGraceSeconds.max / HOUR_SECONDS),
      invitedGraceSeconds.default / HOUR_SECONDS,
    ),
    /** How many accounts may lose pre-existing credentials within an hour before an operator has to acknowledge. */
    maxAccountsPerHour: v.optional(
      wholeNumber(maxAccountsPerHour.min, maxAccountsPerHour.max),
      maxAccountsPerHour.default,
    ),
    /** How many accounts one invocation processes at a time. */
    concurrency: v.optional(wholeNumber(concurrency.min, concurrency.max), concurrency.default),

    /** At most 120: an alarm evaluates at most a week, and it has to see a whole interval without a sweep. */
    fullSweepEveryHours: v.optional(wholeNumber(1, 120), SCHEDULES['full-sweep'].everySeconds / HOUR_SECONDS),
    /** How often rootguard checks for exceptions that have ended, so that their accounts are audited. */
    watchEveryMinutes: v.optional(wholeNumber(1, 60), SCHEDULES.watch.everySeconds / MINUTE_SECONDS),

    /** Accounts in these units forward their events; the organization's root covers all. Sweeps always audit all accounts. */
    coveredOrganizationalUnits: v.pipe(
      v.array(v.union([rootId, organizationalUnitId], 'must look like r-ab12 or ou-ab12-cdef3456')),
      v.nonEmpty('must not be empty'),
    ),
    /** The account that owns the StackSet: the management account or a delegated administrator for StackSets. */
    stackSetsAccountId: v.optional(accountId),
    /** The home Region of AWS Control Tower, if it is in use. */
    controlTowerRegion: v.optional(region),
    /** Enables trusted access for IAM, both root access features and the delegated administrator. Never disables them. */
    turnOnRootAccess: v.optional(v.boolean(), false),

    notifications: v.optional(
      strictObject({
        emails: v.optional(v.array(email), []),
        /** The workspace has to be authorized once in the AWS console (Amazon Q Developer in chat applications). */
        slack: v.optional(
          strictObject({
            workspaceId: matching(/^T[A-Z0-9]+$/, 'must look like T0123ABCD'),
            channelId: matching(/^C[A-Z0-9]+$/, 'must look like C0123ABCD'),
          }),
        ),
      }),
      {},
    ),
    /** Roles of the home account (name patterns with path) that may return messages to the triggers queue. */
    operatorRoles: v.optional(v.array(text), [
      'RootguardOperator',
      'aws-reserved/sso.amazonaws.com/*AWSReservedSSO_RootguardOperator_*',
    ]),
    /** Encrypts tables, queues, topic and logs with one customer managed key instead of AWS owned keys. */
    customerManagedKey: v.optional(v.boolean(), false),
    /**
     * Reserves Lambda concurrency, so that no other function of the account can delay a revert. Lambda keeps 100 for
     * functions without a reservation, so the account's quota has to be at least 100 plus the reservation. Synthesis
     * cannot check that.
     * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
     */
    reserveConcurrency: v.optional(v.boolean(), false),
    /** Alarm descriptions link to their entry in it. */
    runbookUrl: v.optional(text, 'docs/runbook.md'),
  }),
  v.forward(
    v.partialCheck(
      [['partition'], ['region']],
      (input) => REGIONS[input.partition].test(input.region),
      ({ input }) => `${input.region} is not in the partition ${input.partition}`,
    ),
    ['region'],
  ),
  v.rawCheck(({ dataset: { value }, addIssue }) => {
    // A raw check also runs if there are other issues, so this one is reported together with them.
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
  /** False if no account is in enforce mode: the consumer's role then lacks the delete task policy. */
  readonly enforcesAnywhere: boolean;
}

/** Lists every issue of the configuration, so that all can be corrected at once. */
export class ConfigurationError extends Error {
  readonly issues: readonly string[];

  constructor(issues: readonly string[]) {
    super(['The configuration (cdk.json, context.rootguard) cannot be used:', ...issues].join('\n  - '));
    this.name = 'ConfigurationError';
    this.issues = issues;
  }
}

/** @throws ConfigurationError with every issue and its path */
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
  if (isUnknownKeyIssue(issue)) keys.pop();
  return `${keys.join('.') || 'rootguard'}: ${issue.message}`;
}
