import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import * as fields from '../../../src/installation/fields.ts';

/*
 * The values end up in ARNs, in policies and in commands that people paste, so each has to match as a whole.
 */

const KEY = 'arn:aws:kms:us-east-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const VAULT = 'arn:aws:backup:eu-west-1:333333333333:backup-vault:evidence';
const BOUNDARY = 'arn:aws:iam::222222222222:policy/boundaries/Service';

interface Values {
  readonly schema: v.GenericSchema;
  readonly accepted: readonly string[];
  readonly refused: readonly string[];
}

const FIELDS: Readonly<Record<string, Values>> = {
  accountId: {
    schema: fields.accountId,
    accepted: ['012345678901'],
    refused: ['12345678901', '1234567890123', '12345678901a'],
  },
  organizationId: {
    schema: fields.organizationId,
    accepted: ['o-a1b2c3d4e5', `o-${'a'.repeat(32)}`],
    refused: ['o-a1b2c3d4e', `o-${'a'.repeat(33)}`, 'o-A1B2C3D4E5'],
  },
  organizationalUnitId: {
    schema: fields.organizationalUnitId,
    accepted: ['ou-ab12-cdef3456', `ou-${'a'.repeat(32)}-${'b'.repeat(32)}`],
    refused: ['r-ab12', 'ou-ab1-cdef3456', 'ou-ab12-cdef345', 'ou-ab12', 'ou-ab12-CDEF3456', 'workloads'],
  },
  rootId: {
    schema: fields.rootId,
    accepted: ['r-ab12', `r-${'a'.repeat(32)}`],
    refused: ['r-ab1', 'r-AB12', `r-${'a'.repeat(33)}`, 'ou-ab12-cdef3456'],
  },
  parentId: {
    schema: fields.parentId,
    accepted: ['r-ab12', 'ou-ab12-cdef3456'],
    refused: ['workloads', '333333333333'],
  },
  region: {
    schema: fields.region,
    accepted: ['us-east-1', 'ap-southeast-5', 'us-gov-west-1', 'cn-north-1'],
    refused: ['us-east', 'us-1', 'u-east-1', 'US-EAST-1', 'us--1', 'us-east-1a'],
  },
  email: {
    schema: fields.email,
    accepted: [
      'a@b.io',
      "o'neil.x+aws@mail-1.example.co.uk",
      'first.middle.last@example.com',
      '_@1.example.org',
    ],
    refused: [
      'a@b',
      '@example.com',
      'a@.com',
      'a@-b.com',
      'a.@example.com',
      '.a@example.com',
      'a b@example.com',
      'a@b.c',
    ],
  },
  slackWorkspaceId: {
    schema: fields.slackWorkspaceId,
    accepted: ['T0123ABCD'],
    refused: ['T', 'C0123ABCD', 'T0123abcd'],
  },
  slackChannelId: {
    schema: fields.slackChannelId,
    accepted: ['C0123ABCD'],
    refused: ['C', 'T0123ABCD', 'C0123abcd'],
  },
  namePrefix: {
    schema: fields.namePrefix,
    accepted: ['a', 'acme-2', 'acme-homes', 'home', `a${'-'.repeat(18)}z`],
    refused: ['', '2acme', 'acme-', 'acme-home', 'Acme', 'a'.repeat(21), 'ac_me'],
  },
  keyArn: {
    schema: fields.keyArn,
    accepted: [KEY, KEY.replace('aws:', 'aws-us-gov:'), KEY.replace('key/', 'key/mrk-')],
    refused: [
      KEY.replace('arn:aws', 'arn:AWS'),
      KEY.replace('aws:', 'awsX:'),
      KEY.replace(/key\/.*/, 'key/'),
      KEY.replace('key/', 'alias/'),
      KEY.replace('222222222222', '2222'),
      KEY.replace('us-east-1', ''),
    ],
  },
  backupVaultName: {
    schema: fields.backupVaultName,
    accepted: ['ab', 'Evidence_2-x', 'a'.repeat(50)],
    refused: ['a', 'a'.repeat(51), 'a.b'],
  },
  backupVaultArn: {
    schema: fields.backupVaultArn,
    accepted: [VAULT, VAULT.replace('aws:', 'aws-cn:')],
    refused: [
      'evidence',
      VAULT.replace('aws:', 'awsX:'),
      VAULT.replace('evidence', 'e'),
      VAULT.replace('evidence', 'e'.repeat(51)),
      VAULT.replace('333333333333', '3333'),
    ],
  },
  rolePattern: {
    schema: fields.rolePattern,
    accepted: [
      'arn:aws:iam::222222222222:role/pipeline',
      'arn:aws-us-gov:iam::*:role/deploy/*',
      'arn:aws:iam::222222222222:role/*-pipeline?',
      'arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Deployer_*',
      'arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Deployer_*',
    ],
    refused: [
      'arn:aws:iam::222222222222:role/*',
      'arn:aws:iam::222222222222:role/**',
      'arn:aws:iam::*:role/?*',
      'arn:aws:iam::*:role/*/*',
      'arn:aws:iam::*:role/aws-reserved/*',
      'arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*',
      'arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/eu-central-1/*',
      'arn:aws:iam::*:role/*AWSReservedSSO_*',
      'arn:aws:iam::222222222222:role/',
      'arn:aws:iam::222222222222:role/pipeline ',
      'arn:aws:iam::2222:role/pipeline',
      'arn:aws:iam::222222222222:user/pipeline',
      'arn::iam::222222222222:role/pipeline',
      'arn:aws:sts::222222222222:assumed-role/pipeline/session',
    ],
  },
  managedPolicy: {
    schema: fields.managedPolicy,
    accepted: [
      'Boundary',
      'boundaries/service/Boundary',
      BOUNDARY,
      BOUNDARY.replace('aws:', 'aws-us-gov:'),
      'arn:aws:iam::aws:policy/PowerUserAccess',
      'a'.repeat(128),
    ],
    refused: [
      '',
      'boundaries/',
      '/Boundary',
      'a'.repeat(129),
      BOUNDARY.replace('222222222222', '2222'),
      BOUNDARY.replace('222222222222', 'customer-org'),
      BOUNDARY.replace('policy/', 'role/'),
      BOUNDARY.replace('aws:', 'awsX:'),
    ],
  },
};

const all = (select: (values: Values) => readonly string[]) =>
  Object.entries(FIELDS).flatMap(([name, values]) =>
    select(values).map((value) => [name, value, values.schema] as const),
  );

describe('the value of a field', () => {
  it.each(all(({ accepted }) => accepted))('%s is accepted: %j', (_name, value, schema) => {
    expect(v.is(schema, value)).toBe(true);
  });

  it.each(all(({ refused }) => refused))('%s is refused: %j', (_name, value, schema) => {
    expect(v.is(schema, value)).toBe(false);
  });

  it.each(all(({ accepted }) => accepted.slice(0, 1)))(
    '%s is refused with anything around it: %j',
    (name, value, schema) => {
      // The path of a role may have any printable character.
      const after = name === 'rolePattern' ? ['\n'] : ['"', '\n', `:${value}`];
      for (const around of [
        `"${value}`,
        ` ${value}`,
        `x:${value}`,
        ...after.map((end) => `${value}${end}`),
      ]) {
        expect([around, v.is(schema, around)]).toEqual([around, false]);
      }
    },
  );
});
