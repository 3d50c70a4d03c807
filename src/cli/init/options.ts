import {
  accountId,
  email,
  keyArn,
  LOG_RETENTION_DAYS,
  managedPolicy,
  namePrefix,
  region,
  rootId,
} from '../../installation/fields.ts';
import { CONFIGURATION_FILE } from '../../installation/file-name.ts';
import { accountText, unitText } from '../options/accounts.ts';
import { flag, list, optional, type ValuesOf, withDefault } from '../options/option.ts';
import { notAccepted, text, valid, wholeNumber } from '../options/parsers.ts';

/** A tag as `key=value`; the value may be empty. Which keys are allowed, the configuration says. */
function parseTag(input: string): readonly [key: string, value: string] {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(input) ?? [];
  if (key !== undefined && value !== undefined) return [key, value];
  throw notAccepted('tag', input, 'a key and a value, such as cost-center=4711');
}

function parseRetention(input: string): number {
  const days = wholeNumber(1, Math.max(...LOG_RETENTION_DAYS))(input);
  if (LOG_RETENTION_DAYS.some((allowed) => allowed === days)) return days;
  throw notAccepted('number of days', input, LOG_RETENTION_DAYS.join(', '));
}

export const INIT_OPTIONS = {
  home: optional(
    '--home <account>',
    'the account that rootguard runs in, by id or unique name: a member account for security tooling (recommended) or the management account',
    accountText,
  ),
  organizationRoot: optional(
    '--organization-root <id>',
    "cover every account: the id of the organization's root, such as r-ab12",
    valid('root', rootId),
  ),
  units: list(
    '--ou <ou>',
    'cover only accounts in this organizational unit and below it, by id or unique name',
    unitText,
  ),
  emails: list('--email <address>', 'is notified', valid('address', email)),
  homeProfile: optional('--home-profile <name>', 'profile of the AWS CLI for the home account', text),
  managementProfile: optional(
    '--management-profile <name>',
    'profile of the AWS CLI for the management account',
    text,
  ),
  stackSetsAccount: optional(
    '--stack-sets-account <account>',
    'the account that is to own the StackSet, by its id; default: the home account if it is a delegated administrator for StackSets, else the management account',
    valid('account id', accountId),
  ),
  controlTowerRegion: optional(
    '--control-tower-region <region>',
    'home Region of AWS Control Tower; default: that of its trail',
    valid('Region', region),
  ),
  sessionRegions: list(
    '--session-region <region>',
    'also watch root sessions, CLI sign-ins of root users and trails in this Region',
    valid('Region', region),
  ),
  namePrefix: optional(
    '--name-prefix <prefix>',
    'begins the names of all resources; default: rootguard',
    valid('prefix', namePrefix),
  ),
  tags: list('--tag <key=value>', 'a tag on every resource', parseTag),
  logRetentionDays: optional(
    '--log-retention-days <days>',
    'how long logs are kept; default: 365',
    parseRetention,
  ),
  permissionsBoundary: optional(
    '--permissions-boundary <policy>',
    'name of the managed policy that bounds every role',
    valid('policy', managedPolicy),
  ),
  keyArn: optional('--key-arn <arn>', 'a KMS key of your own, by its ARN', valid('key', keyArn)),
  out: withDefault('--out <file>', 'where to write the configuration', text, CONFIGURATION_FILE),
  force: flag('--force', 'replace a file that exists'),
  yes: flag('-y, --yes', 'ask nothing'),
};

export type InitValues = ValuesOf<typeof INIT_OPTIONS>;
