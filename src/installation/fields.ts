import * as v from 'valibot';
import { record } from './json-objects.ts';
import { exemptsStrangers } from './role-pattern.ts';

/*
 * The values of single fields of the configuration. Formats are regular expressions, so that the schema for editors has them too.
 */

export const matching = (pattern: RegExp, message: string) => v.pipe(v.string(), v.regex(pattern, message));

export const text = v.pipe(v.string(), v.nonEmpty('must not be empty'));

export const wholeNumber = (min: number, max: number) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(min), v.maxValue(max));

export const accountId = matching(/^\d{12}$/, 'must be 12 digits');

export const organizationId = matching(/^o-[a-z0-9]{10,32}$/, 'must look like o-exampleorgid');

export const organizationalUnitId = matching(
  /^ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/,
  'must look like ou-ab12-cdef3456',
);

export const rootId = matching(/^r-[0-9a-z]{4,32}$/, 'must look like r-ab12');

/** An organizational unit, or the organization's root. */
export const parentId = v.union([rootId, organizationalUnitId], 'must look like r-ab12 or ou-ab12-cdef3456');

/**
 * StackSets takes at most 50 in one call, and the StackSet resource of CloudFormation merges all groups with the same Region
 * into one call, so several groups do not help. Units below a named one are covered with it.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeploymentTargets.html
 */
export const MAX_COVERED_UNITS = 50;

export const coveredUnits = v.pipe(
  v.array(parentId),
  v.nonEmpty('must not be empty'),
  v.maxLength(
    MAX_COVERED_UNITS,
    `must be at most ${MAX_COVERED_UNITS}: name the units above them, or the organization's root, which cover all accounts below`,
  ),
);

export const region = matching(/^[a-z]{2,}(-[a-z]+)+-\d$/, 'must look like us-east-1');

const ADDRESS = 'must be an e-mail address';

/** valibot's own `email` rejects apostrophes. */
export const email = v.pipe(
  v.string(ADDRESS),
  v.regex(/^(?:[\w'+-]+\.)*[\w'+-]*[\w+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/, ADDRESS),
);

export const slackWorkspaceId = matching(/^T[A-Z0-9]+$/, 'must look like T0123ABCD');

export const slackChannelId = matching(/^C[A-Z0-9]+$/, 'must look like C0123ABCD');

/**
 * It begins names of resources, of which the longest allowed ones have 64 characters. The rules of a home account have `-home` after
 * the prefix, on the bus on which those of another installation may be.
 */
export const namePrefix = matching(
  /^(?!.*-home$)[a-z](?:[a-z0-9-]{0,18}[a-z0-9])?$/,
  'must be 1 to 20 small letters, digits and hyphens, begin with a letter and not end with a hyphen or -home',
);

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** A key by its id: an alias can be pointed at another key, which could not decrypt what the first has encrypted. */
export const keyArn = matching(
  /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[a-zA-Z0-9-]+$/,
  'must look like arn:…:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab',
);

/** @see https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupVault.html */
export const backupVaultName = matching(
  /^[a-zA-Z0-9_-]{2,50}$/,
  'must be 2 to 50 letters, digits, hyphens and underscores',
);

export const backupVaultArn = matching(
  /^arn:aws[a-z-]*:backup:[a-z0-9-]+:\d{12}:backup-vault:[a-zA-Z0-9_-]{2,50}$/,
  'must be the ARN of a backup vault, such as arn:…:backup:eu-west-1:333333333333:backup-vault:evidence',
);

/** As the condition `aws:PrincipalArn` compares it: the ARN of a role and not of its session. `*` stands for anything. */
export const rolePattern = v.pipe(
  matching(
    /^arn:[^:]+:iam::(?:\d{12}|\*):role\/[!-~]+$/,
    'must be the ARN of a role or a pattern, such as arn:…:iam::222222222222:role/pipeline',
  ),
  v.check(
    (pattern) => !exemptsStrangers(pattern),
    'must be a pattern with a part of the name or the path of your roles: this one would exempt every role, or every permission set',
  ),
);

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html */
export const managedPolicy = matching(
  /^(?:arn:aws[a-z-]*:iam::(?:aws|\d{12}):policy\/)?(?:[\w+=,.@-]+\/)*[\w+=,.@-]{1,128}$/,
  'must be the name (with its path, if any) or the ARN of a managed policy',
);

/** AWS allows 50 on most resources; rootguard adds its own. */
export const MAX_TAGS = 45;

const TAG_CHARACTERS = 'letters, digits, spaces and _ . : / = + - @';

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html */
export const tags = v.pipe(
  record(
    matching(
      /^(?![aA][wW][sS]:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u,
      `must have 1 to 128 characters, ${TAG_CHARACTERS}, and must not begin with aws:`,
    ),
    matching(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u, `must have at most 256 characters, ${TAG_CHARACTERS}`),
  ),
  v.maxEntries(MAX_TAGS, `must be at most ${MAX_TAGS}`),
);
