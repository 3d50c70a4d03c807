import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../src/aws/failures.ts';
import type { CallerIdentity } from '../../../src/cli/caller-identity.ts';
import { causeKeyOf, explainError, explainFailure } from '../../../src/cli/errors.ts';
import { parseAccountId } from '../../../src/domain/account.ts';
import { AWS_FAILURES, type AwsFailure } from '../../../src/domain/aws-failure.ts';
import { AwsCallError, InvalidInputError, RootguardError } from '../../../src/domain/errors.ts';
import { ConfigurationError } from '../../../src/installation/configuration-error.ts';

const FAILURE: AwsFailure = {
  reason: 'not-delegated',
  call: 'organizations:ListAccounts',
  code: 'AccessDeniedException',
  message: "You don't have permissions",
  requestId: 'request-1',
};

describe('the explanation of a configuration that cannot be used', () => {
  it('names the file, and every issue on a line of its own', () => {
    const error = new ConfigurationError('rootguard.json', ['mode: one', 'region: two']);
    expect(explainError(error)).toEqual({
      exit: 'usage',
      lines: [
        'error: The configuration (rootguard.json) cannot be used:',
        '  - mode: one',
        '  - region: two',
      ],
    });
  });
});

describe('the explanation of a failure', () => {
  it('is the call, the account, what AWS says, why, and what to do', () => {
    expect(explainFailure(FAILURE, 'account 333333333333 (payments)')).toEqual([
      'organizations:ListAccounts failed in account 333333333333 (payments)',
      "  AWS says:     AccessDeniedException: You don't have permissions (request id request-1)",
      expect.stringMatching(/^ {2}likely cause: .*neither the management account nor a delegated/),
      expect.stringMatching(/^ {2}next step: {4}.*register-delegated-administrator/),
    ]);
  });

  it.each(Object.keys(AWS_FAILURES))('has a cause and a next step for %s', (reason) => {
    const known = Object.keys(AWS_FAILURES).find((one): one is AwsFailure['reason'] => one === reason);
    const explained = explainFailure({ ...FAILURE, reason: known ?? 'unexpected' });
    expect(explained[2]).toMatch(/likely cause: \S.*\.$/);
    expect(explained[3]).toMatch(/next step: {4}\S/);
    // What to do, not once more what is wrong.
    expect(explained[3]).not.toMatch(/next step: {4}(A|An|The|STS|AWS|rootguard) /);
    // The command has ended when this is read: nothing is retried by itself.
    expect(explained[3]).not.toMatch(/it is (tried|read) again|the next try|Not an answer/);
  });

  it('advises the managed policies when a table may not be read, and not for sts:AssumeRoot', () => {
    const denied = { ...FAILURE, reason: 'not-authorized', call: 'dynamodb:Query' } as const;
    expect(explainFailure(denied)[3]).toContain('RootguardAuditor');
    expect(explainFailure({ ...denied, call: 'sts:AssumeRoot' })[3]).toContain('sts:AssumeRoot');
  });
});

it.each([
  ['organizations:DescribeOrganization', 'Use credentials of the management account'],
  ['lambda:GetAccountSettings', 'Use credentials of the management account'],
  ['sts:AssumeRoot', 'Exempt root sessions'],
  ['iam:GetAccountSummary', 'Exempt root sessions'],
])('a policy that denies %s, in a root session or not, is followed by advice that helps', (call, advice) => {
  const lines = explainFailure({ ...FAILURE, reason: 'denied-by-scp', call });
  expect(lines.at(-1)).toContain(`next step:    ${advice}`);
});

describe('what AWS says of credentials', () => {
  const of = (code: string, message: string, profile?: string) => {
    const failure = failureOf({ call: FAILURE.call }, Object.assign(new Error(message), { name: code }));
    return explainFailure(failure, undefined, { profile }).join('\n');
  };

  it.each([
    ['InvalidClientTokenId', 'The security token included in the request is invalid.', /does not know these/],
    ['UnrecognizedClientException', 'The security token included in the request is invalid.', /AWS_SESSION_/],
    ['SignatureDoesNotMatch', 'Signature expired: 20261125T000000Z is now earlier', /clock of this machine/],
    [
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match',
      /secret access key is not/,
    ],
    ['CredentialsProviderError', 'Could not load credentials from any providers', /no AWS credentials here/],
    ['CredentialsProviderError', 'The SSO session associated with this profile has expired', /aws sso login/],
    [
      'TokenProviderError',
      "Token is expired. To refresh this SSO session run 'aws sso login'",
      /has expired/,
    ],
    ['Unknown', 'UnknownError', /a proxy on the way/],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain', /NODE_EXTRA_CA_CERTS/],
  ])('%s: %s', (code, message, explanation) => {
    expect(of(code, message)).toMatch(explanation);
  });

  it('asks for a new sign-in when the credentials have expired', () => {
    const expired = { ...FAILURE, reason: 'session-expired', code: 'ExpiredToken' } as const;
    expect(explainFailure(expired).join('\n')).toMatch(/have expired[\s\S]*Sign in again/);
  });

  it('names the profile that has no credentials', () => {
    const text = of('CredentialsProviderError', 'Could not load credentials from any providers', 'x');
    expect(text).toContain('failed with profile x');
    expect(text).toContain('no such profile');
    expect(text).toContain('aws configure list-profiles');
  });
});

describe('a finding of rootguard in an answer of AWS', () => {
  const finding = {
    reason: 'readings-disagree',
    call: 'iam:GetAccountSummary',
    message: 'GetAccountSummary reports access-key, which the listings do not show',
  } as const;

  it('is explained without words or codes of AWS', () => {
    expect(explainFailure(finding, 'account 333333333333 (payments)')).toEqual([
      'the answer to iam:GetAccountSummary cannot be used in account 333333333333 (payments)',
      '  found:        GetAccountSummary reports access-key, which the listings do not show',
      expect.stringContaining('contradict each other'),
      '  next step:    Wait a minute and run the command again.',
    ]);
  });
});

describe('failures of several accounts', () => {
  const keyOf = (resource: string, account = '333333333333') => causeKeyOf({ ...FAILURE, resource }, account);

  it('have the same cause if each is about its own account', () => {
    expect(keyOf('account 333333333333')).toBe(keyOf('account 444444444444', '444444444444'));
  });

  it('have different causes if they are about different tables, or have different codes', () => {
    expect(keyOf('table rootguard-ledger')).not.toBe(keyOf('table rootguard-posture'));
    expect(causeKeyOf({ ...FAILURE, code: 'Other' }, '3')).not.toBe(causeKeyOf(FAILURE, '3'));
  });
});

describe('a missing resource', () => {
  const nextStepFor = (resource: string) =>
    explainFailure({ ...FAILURE, reason: 'resource-missing', resource }).at(-1);

  it.each([
    ['table rootguard-ledger', '--ledger-table'],
    ['queue rootguard-later', '--later-queue-url'],
    ['topic rootguard-notifications', '--topic-arn'],
  ])('such as %s may have a name that an option gives', (resource, option) => {
    expect(nextStepFor(resource)).toContain('Use credentials of the home account. ');
    expect(nextStepFor(resource)).toContain(option);
  });

  it('of another kind has no option', () => {
    expect(nextStepFor('event bus rootguard')).toBe('  next step:    Use credentials of the home account.');
  });
});

describe('the line about the credentials in use', () => {
  const MANAGEMENT = parseAccountId('111111111111');
  const MEMBER = parseAccountId('333333333333');
  const given = (fields: Partial<CallerIdentity> = {}): CallerIdentity => ({
    target: {
      organizationId: 'o-a1b2c3d4e5',
      managementAccountId: MANAGEMENT,
      managementAccountName: 'management',
      homeAccountId: MEMBER,
      partition: 'aws',
      region: 'us-east-1',
      caller: {
        arn: `arn:aws:iam::${MEMBER}:user/ann`,
        account: MEMBER,
        partition: 'aws',
        answeredAt: undefined,
      },
    },
    delegatedAdministrators: [],
    configuredHome: undefined,
    ...fields,
  });
  const noTable: AwsFailure = {
    ...FAILURE,
    reason: 'resource-missing',
    call: 'dynamodb:Query',
    code: 'ResourceNotFoundException',
    message: 'Requested resource not found',
    resource: 'table rootguard-ledger',
  };
  const lineOf = (failure: AwsFailure, identity?: CallerIdentity) =>
    explainFailure(failure, undefined, { identity }).find((line) => line.startsWith('  credentials:'));

  it('names the account that they should belong to', () => {
    const explained = explainFailure(noTable, undefined, { identity: given() });
    expect(explained[0]).toBe('dynamodb:Query of table rootguard-ledger failed');
    expect(lineOf(noTable, given())).toBe(
      '  credentials:  arn:aws:iam::333333333333:user/ann, of account 333333333333; the home account should be the delegated administrator for IAM, or else the management account 111111111111 (management)',
    );
    expect(lineOf(noTable, given({ delegatedAdministrators: [parseAccountId('222222222222')] }))).toContain(
      'should be the delegated administrator for IAM, 222222222222',
    );
    expect(lineOf(noTable, given({ configuredHome: parseAccountId('444444444444') }))).toContain(
      'the home account is 444444444444',
    );
  });

  it('is shown only where the wrong account may be the cause', () => {
    expect(lineOf(FAILURE, given())).toBeDefined();
    expect(
      lineOf({ ...FAILURE, code: 'QueueDoesNotExist', reason: 'resource-missing' }, given()),
    ).toBeDefined();
    expect(lineOf({ ...FAILURE, reason: 'throttled' }, given())).toBeUndefined();
    expect(lineOf(noTable)).toBeUndefined();
  });
});

describe('an error', () => {
  it.each([
    [
      'of the input',
      new InvalidInputError('invalid-command-line', 'x', ['one', 'two']),
      'usage',
      ['error: one', 'error: two'],
    ],
    ['of the caller', new RootguardError('exception-exists', 'use another'), 'usage', ['error: use another']],
    ['that is an interruption', new RootguardError('interrupted', 'stopped'), 'failure', ['error: stopped']],
    [
      'of rootguard itself',
      new RootguardError('empty-id', 'broken'),
      'failure',
      ['error: broken', '  next step:    Report it, with the whole message. (error code empty-id)'],
    ],
  ] as const)('%s is explained without a stack, and decides the exit code', (_whose, error, exit, lines) => {
    expect(explainError(error)).toEqual({ exit, lines });
  });

  it('of AWS is explained', () => {
    const denied = explainError(new AwsCallError(FAILURE));
    expect(denied.exit).toBe('failure');
    expect(denied.lines[0]).toBe('error: organizations:ListAccounts failed');
    const code = 'ResourceNotFoundException';
    const noTable = new AwsCallError({ ...FAILURE, reason: 'resource-missing', code, message: 'no table' });
    const lines = explainError(noTable).lines.join('\n');
    expect(lines).toContain('ResourceNotFoundException: no table');
    expect(lines).toContain('has no such table');
  });

  it('of AWS about an organizational unit that does not exist is one of the command line', () => {
    const failure = { ...FAILURE, reason: 'organizational-unit-missing' } as const;
    const error = new AwsCallError(failure, { code: 'unknown-organizational-unit' });
    expect(explainError(error).exit).toBe('usage');
  });

  it('that is a defect is printed with its stack', () => {
    const { exit, lines } = explainError(new TypeError('a defect'));
    expect(exit).toBe('failure');
    expect(lines[0]).toBe('error: TypeError: a defect');
    expect(lines.length).toBeGreaterThan(1);
  });
});

describe('a failure with credentials of the home account', () => {
  const HOME = parseAccountId('222222222222');
  const nextStepFor = (reason: 'not-delegated' | 'resource-missing', configuredHome = HOME) =>
    explainFailure({ ...FAILURE, reason, resource: 'table rootguard-ledger' }, undefined, {
      identity: {
        target: {
          partition: 'aws',
          region: 'us-east-1',
          organizationId: 'o-exampleorgid',
          managementAccountId: parseAccountId('111111111111'),
          managementAccountName: 'management',
          homeAccountId: HOME,
          caller: {
            account: HOME,
            arn: 'arn:aws:sts::222222222222:assumed-role/admin/me',
            partition: 'aws',
            answeredAt: undefined,
          },
        },
        delegatedAdministrators: [],
        configuredHome,
      },
    }).at(-1);

  it('does not advise to use others where rootguard is not deployed', () => {
    expect(nextStepFor('resource-missing')).toContain('Deploy rootguard; rootguard preflight');
    expect(nextStepFor('resource-missing')).toContain('--ledger-table');
  });

  it('gives the command that makes it the delegated administrator', () => {
    expect(nextStepFor('not-delegated')).toContain('rootguard enable --delegate 222222222222');
  });

  it('advises to use others where the home account is another one', () => {
    expect(nextStepFor('resource-missing', parseAccountId('333333333333'))).toContain(
      'Use credentials of the home account',
    );
  });
});
