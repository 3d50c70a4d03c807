import * as v from 'valibot';
import { CANARY_LATE_AFTER_SECONDS } from '../domain/canary.ts';
import { MODES } from '../domain/policy.ts';
import { NUMBER_SETTINGS, REGION, SCHEDULES } from './defaults.ts';
import {
  accountId,
  backupVaultArn,
  backupVaultName,
  coveredUnits,
  email,
  keyArn,
  LOG_RETENTION_DAYS,
  managedPolicy,
  namePrefix,
  organizationalUnitId,
  organizationId,
  region,
  rolePattern,
  slackChannelId,
  slackWorkspaceId,
  tags,
  text,
  wholeNumber,
} from './fields.ts';
import { record, strictObject } from './json-objects.ts';
import { DEFAULT_NAME_PREFIX } from './names.ts';

const HOUR_SECONDS = 3600;
const MINUTE_SECONDS = 60;

const { invitedGraceSeconds, maxAccountsPerHour, concurrency, fullSweepEveryHours } = NUMBER_SETTINGS;

const mode = v.picklist(MODES);

/** Editors and docs/configuration.md show the description and the example of a field. */
const described = <Schema extends v.GenericSchema>(schema: Schema, description: string, example: unknown) =>
  v.pipe(schema, v.description(description), v.examples([example]));

/** Which organization is guarded, and from which account. */
const organization = {
  organizationId: described(organizationId, 'The id of the organization.', 'o-exampleorgid'),
  managementAccountId: described(accountId, "The organization's management account.", '111111111111'),
  homeAccountId: described(
    accountId,
    'The account that rootguard runs in: the delegated administrator for IAM (recommended) or the management account.',
    '222222222222',
  ),
  partition: v.optional(
    described(
      v.picklist(['aws', 'aws-cn', 'aws-us-gov']),
      'The partition of the organization. AWS documents centralized root access for `aws` only.',
      'aws',
    ),
    'aws',
  ),
  region: v.optional(
    described(
      region,
      "The Region in which CloudTrail records the partition's global services. All of rootguard is in it.",
      'us-east-1',
    ),
    REGION,
  ),
};

/** What is removed, and how fast. */
const policy = {
  mode: v.optional(
    described(
      mode,
      '`observe` records and notifies; `enforce` removes unapproved root credentials.',
      'observe',
    ),
    'observe',
  ),
  modeOverrides: v.optional(
    described(
      strictObject({
        organizationalUnits: v.optional(
          described(record(organizationalUnitId, mode), 'Modes by the ids of organizational units.', {
            'ou-ab12-cdef3456': 'enforce',
          }),
          {},
        ),
        accounts: v.optional(
          described(record(accountId, mode), 'Modes by the ids of accounts.', { '333333333333': 'observe' }),
          {},
        ),
      }),
      "Exceptions from `mode`. The closest setting wins: the account's own, then the nearest organizational unit's.",
      { organizationalUnits: { 'ou-ab12-cdef3456': 'enforce' } },
    ),
    {},
  ),
  allowEnforcement: v.optional(
    described(
      v.boolean(),
      'Whether the role of the service may delete root credentials at all. If false, no setting at run time can enforce. Default: true if `mode` or an override is `enforce`.',
      true,
    ),
  ),
  invitedGraceHours: v.optional(
    described(
      wholeNumber(invitedGraceSeconds.min, invitedGraceSeconds.max / HOUR_SECONDS),
      'How many hours an invited account may keep the credentials that it had when it joined.',
      72,
    ),
    invitedGraceSeconds.default / HOUR_SECONDS,
  ),
  maxAccountsPerHour: v.optional(
    described(
      wholeNumber(maxAccountsPerHour.min, maxAccountsPerHour.max),
      'The breaker: how many accounts may lose pre-existing credentials within an hour before an operator has to acknowledge.',
      10,
    ),
    maxAccountsPerHour.default,
  ),
  concurrency: v.optional(
    described(
      wholeNumber(concurrency.min, concurrency.max),
      'How many accounts one invocation, or one command, processes at a time.',
      8,
    ),
    concurrency.default,
  ),
  fullSweepEveryHours: v.optional(
    described(
      wholeNumber(fullSweepEveryHours.min, fullSweepEveryHours.max),
      'How often every account is audited, in hours.',
      24,
    ),
    fullSweepEveryHours.default,
  ),
  watchEveryMinutes: v.optional(
    described(
      wholeNumber(1, 60),
      'How often rootguard checks for exceptions that have ended, so that their accounts are audited, in minutes.',
      5,
    ),
    SCHEDULES.watch.everySeconds / MINUTE_SECONDS,
  ),
};

/** Where events come from, and what is set up there. */
const coverage = {
  coveredOrganizationalUnits: described(
    coveredUnits,
    "Accounts in these organizational units forward their events; the organization's root covers all. Sweeps always audit all accounts.",
    ['r-ab12'],
  ),
  stackSetsAccountId: v.optional(
    described(
      accountId,
      'The account that owns the StackSet: the management account (the default) or a delegated administrator for StackSets.',
      '111111111111',
    ),
  ),
  controlTowerRegion: v.optional(
    described(region, 'The home Region of AWS Control Tower, if it is in use.', 'eu-central-1'),
  ),
  sessionRegions: v.optional(
    described(
      v.array(region),
      'Further Regions that are watched for what AWS records in the Region of the call: root sessions (sts:AssumeRoot), temporary credentials and CLI sign-ins of root users, and changes of trails. `rootguard policies sessions` denies root sessions in all others.',
      ['eu-central-1'],
    ),
    [],
  ),
  turnOnRootAccess: v.optional(
    described(
      v.boolean(),
      'Whether the management stack enables trusted access for IAM, both root access features and the delegated administrator. It never disables them.',
      false,
    ),
    false,
  ),
};

/** What proves that it works. */
const proof = {
  canary: v.optional(
    described(
      strictObject({
        accountId: described(
          accountId,
          'A member account with nothing in it: no root credential, no exception, no workload.',
          '333333333333',
        ),
        everyHours: v.optional(
          // At most 120, as for the sweep: the alarm on missing runs evaluates at most a week.
          described(wholeNumber(1, 120), 'How often the canary runs, in hours.', 24),
          24,
        ),
        lateAfterSeconds: v.optional(
          described(
            wholeNumber(CANARY_LATE_AFTER_SECONDS.min, CANARY_LATE_AFTER_SECONDS.max),
            'A run that takes longer counts as failed, in seconds.',
            CANARY_LATE_AFTER_SECONDS.default,
          ),
          CANARY_LATE_AFTER_SECONDS.default,
        ),
      }),
      'A stack with a function that allows a root password in that account on a schedule, and times its removal hop by hop (docs/canary.md). Without it there is no such function.',
      { accountId: '333333333333', everyHours: 24 },
    ),
  ),
};

/** Whom rootguard tells, and who operates it. */
const people = {
  notifications: v.optional(
    described(
      strictObject({
        emails: v.optional(
          described(v.array(email), 'Each address has to confirm its subscription in a mail of AWS.', [
            'security@example.com',
          ]),
          [],
        ),
        slack: v.optional(
          described(
            strictObject({
              workspaceId: described(slackWorkspaceId, 'The id of the Slack workspace.', 'T0123ABCD'),
              channelId: described(slackChannelId, 'The id of the channel.', 'C0123ABCD'),
            }),
            'A channel. Its workspace has to be authorized once in the AWS console (Amazon Q Developer in chat applications).',
            { workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' },
          ),
        ),
      }),
      'Who is told about what rootguard finds and does.',
      { emails: ['security@example.com'] },
    ),
    {},
  ),
  operatorRoles: v.optional(
    described(
      v.array(text),
      'Roles of the home account (name patterns with path) that may send messages to the queues. By default the role and the permission set `RootguardOperator` (`namePrefix` takes the place of `Rootguard`).',
      ['RootguardOperator'],
    ),
  ),
  sessionPrincipals: v.optional(
    described(
      v.array(rolePattern),
      'Roles, beside those of rootguard, that may open root sessions (sts:AssumeRoot), as ARNs or patterns. Nobody is notified of their sessions. By default `operatorRoles` of the home account.',
      ['arn:aws:iam::222222222222:role/RootguardOperator'],
    ),
  ),
  deployerRoles: v.optional(
    described(
      v.pipe(v.array(rolePattern), v.nonEmpty('must not be empty')),
      'Roles that deploy rootguard, as ARNs or patterns: of a pipeline, of Terraform, the service role of CloudFormation. The policies of `rootguard policies` exempt them instead of the permission set `RootguardDeployer` (`namePrefix` takes the place of `Rootguard`), beside the roles of the CDK.',
      ['arn:aws:iam::222222222222:role/pipeline'],
    ),
  ),
  homeProfile: v.optional(
    described(
      text,
      'The profile of the AWS CLI for the home account: commands use it unless `--profile` or the environment says otherwise.',
      'security',
    ),
  ),
  managementProfile: v.optional(
    described(
      text,
      'The profile of the AWS CLI for the management account, for the commands that need its credentials.',
      'management',
    ),
  ),
  runbookUrl: v.optional(
    described(
      text,
      'Where the runbook is: the descriptions of alarms link to their entry in it.',
      'https://wiki.example.com/rootguard',
    ),
    'docs/runbook.md',
  ),
};

/** What an organization demands of every deployment. */
const deployment = {
  namePrefix: v.optional(
    described(
      namePrefix,
      'Begins the name of every resource, so that two installations can be in one home account. It cannot be changed after the deployment.',
      'rootguard',
    ),
    DEFAULT_NAME_PREFIX,
  ),
  tags: v.optional(
    described(tags, 'Tags on every resource that can have tags.', { 'cost-center': '4711' }),
    {},
  ),
  logRetentionDays: v.optional(
    described(v.picklist(LOG_RETENTION_DAYS), 'How many days the logs of the functions are kept.', 365),
    365,
  ),
  permissionsBoundary: v.optional(
    described(
      managedPolicy,
      'A managed policy that is the permissions boundary of every role. IAM takes a policy of the same account only, so every account needs one of that name. Of the ARN of a customer managed policy, path and name count.',
      'ServiceBoundary',
    ),
  ),
  customerManagedKey: v.optional(
    described(
      v.boolean(),
      'Whether to make one customer managed key for tables, queues, topic, logs, bus, archive, schedules and the environment of the functions, instead of AWS owned keys.',
      false,
    ),
    false,
  ),
  keyArn: v.optional(
    described(
      keyArn,
      'The ARN of a KMS key of your own, instead of one that `customerManagedKey` makes. Its policy needs the statements of docs/encryption.md.',
      'arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    ),
  ),
  /**
   * Lambda keeps 100 for functions without a reservation, so the account's quota has to be at least 100 plus the
   * reservation. Synthesis cannot check that.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   */
  reserveConcurrency: v.optional(
    described(
      v.boolean(),
      'Whether to reserve Lambda concurrency, so that no other function of the account can delay a revert.',
      false,
    ),
    false,
  ),
};

/** What protects the data beyond point-in-time recovery and deletion protection, which are always on. */
const protection = {
  backup: v.optional(
    described(
      strictObject({
        vault: described(
          backupVaultName,
          'The name of a backup vault that exists in the home account, in the Region of rootguard.',
          'rootguard',
        ),
        keepDays: v.optional(described(wholeNumber(1, 36_500), 'How many days a backup is kept.', 400), 35),
        copyTo: v.optional(
          described(
            backupVaultArn,
            'The ARN of a vault in another Region or account that gets a copy.',
            'arn:aws:backup:eu-west-1:333333333333:backup-vault:evidence',
          ),
        ),
      }),
      'A daily backup of the tables by AWS Backup. The tables can be restored to any second of the last 35 days without it; it is for longer, for another account or for another Region.',
      { vault: 'rootguard', keepDays: 400 },
    ),
  ),
  terminationProtection: v.optional(
    described(
      v.boolean(),
      'Whether the data and home stacks are protected from deletion. Turn it on after the first deployment: CloudFormation cannot delete a stack that is protected, not even one whose creation failed.',
      true,
    ),
    false,
  ),
};

/** Unknown keys are rejected: such a key is most likely misspelt, and the default would apply silently. */
export const fieldsSchema = strictObject({
  $schema: v.optional(
    described(v.string(), 'The schema for editors. rootguard ignores it.', './rootguard.schema.json'),
  ),
  ...organization,
  ...policy,
  ...coverage,
  ...proof,
  ...people,
  ...deployment,
  ...protection,
});
