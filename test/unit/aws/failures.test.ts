import { NoSuchEntityException } from '@aws-sdk/client-iam';
import { STSServiceException } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { AwsCallError, failureOf, isNoSuchEntity } from '../../../src/aws/failures.ts';
import { organizationsFailure } from '../../../src/aws/organizations/organizations-failure.ts';

const ASSUME_ROOT = 'sts:AssumeRoot';

function givenError(code: string, message: string, httpStatusCode = 403) {
  return Object.assign(
    new STSServiceException({
      name: code,
      message,
      $fault: 'client',
      $metadata: { requestId: 'request-1', httpStatusCode },
    }),
    { Code: code },
  );
}

describe('a denied AssumeRoot is told apart by its text', () => {
  const caller = 'arn:aws:sts::222222222222:assumed-role/rootguard/x';
  it.each([
    [
      'Root credentials management feature is not enabled for your AWS Organization.',
      'root-credentials-management-off',
    ],
    ['Service not enabled for AWS Organizations.', 'trusted-access-off'],
    [
      `User: ${caller} is not authorized to perform: sts:AssumeRoot on resource: arn:aws:iam::111111111111:root`,
      'not-authorized',
    ],
    [
      `User: ${caller} is not authorized to perform: sts:AssumeRoot on resource: arn:aws:iam::333333333333:root with an explicit deny in a service control policy`,
      'denied-by-scp',
    ],
    ['Something that AWS never said before', 'not-authorized'],
  ] as const)('%s', (message, reason) => {
    expect(failureOf(ASSUME_ROOT, givenError('AccessDenied', message))).toEqual({
      reason,
      call: ASSUME_ROOT,
      code: 'AccessDenied',
      message,
      requestId: 'request-1',
    });
  });
});

describe('other answers are told apart by their code', () => {
  it.each([
    ['ExpiredTokenException', 400, 'session-expired'],
    ['ExpiredToken', 403, 'session-expired'],
    ['RegionDisabledException', 403, 'region-disabled'],
    ['Throttling', 400, 'throttled'],
    ['ThrottlingException', 400, 'throttled'],
    ['TooManyRequestsException', 400, 'throttled'],
    ['ServiceAccessNotEnabledException', 400, 'trusted-access-off'],
    ['AccountNotManagementOrDelegatedAdministratorException', 400, 'not-delegated'],
    ['EntityTemporarilyUnmodifiableException', 409, 'unavailable'],
    ['ConcurrentModification', 409, 'unavailable'],
    ['ServiceFailure', 500, 'unavailable'],
    ['NeverSeen', 503, 'unavailable'],
    ['NeverSeen', 429, 'throttled'],
    ['NeverSeen', 400, 'unexpected'],
    ['ValidationError', 400, 'unexpected'],
  ] as const)('%s with status %i', (code, status, reason) => {
    expect(failureOf('iam:ListAccessKeys', givenError(code, 'words', status))).toMatchObject({
      reason,
      code,
      message: 'words',
    });
  });

  it.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'])(
    'a network that answers %s is worth another try',
    (code) => {
      const error = Object.assign(new AggregateError([], ''), { code });
      expect(failureOf(ASSUME_ROOT, error)).toMatchObject({ reason: 'unavailable', code, message: code });
    },
  );

  it('a time-out of the SDK is worth another try', () => {
    const error = Object.assign(new Error('socket timed out'), { name: 'TimeoutError' });
    expect(failureOf(ASSUME_ROOT, error)).toMatchObject({ reason: 'unavailable', code: 'TimeoutError' });
  });

  it.each(['a string', undefined, null, { strange: true }, new Error('plain')])(
    'what is not an error of the SDK is unexpected: %o',
    (thrown) => {
      expect(failureOf(ASSUME_ROOT, thrown)).toMatchObject({ reason: 'unexpected', requestId: undefined });
    },
  );
});

describe('calls inside a root session', () => {
  const denied = (message: string) =>
    failureOf('iam:DeleteLoginProfile', givenError('AccessDenied', message), 'denied-in-session').reason;

  it('are denied by the session unless the text says that a service control policy did it', () => {
    const root = 'User: arn:aws:iam::333333333333:root is not authorized to perform: iam:DeleteLoginProfile';
    expect(denied(`${root} because no session policy allows the action`)).toBe('denied-in-session');
    expect(denied(`${root} with an explicit deny in a service control policy`)).toBe('denied-by-scp');
  });
});

describe('calls of AWS Organizations', () => {
  it('come from the wrong account when AWS does not name a missing permission', () => {
    const words = "You don't have permissions to access this resource.";
    const error = givenError('AccessDeniedException', words);
    expect(organizationsFailure('organizations:ListAccounts', error).reason).toBe('not-delegated');
  });

  it('lack a permission when AWS names it', () => {
    const words = 'User: x is not authorized to perform: organizations:ListAccounts on resource: *';
    const error = givenError('AccessDeniedException', words);
    expect(organizationsFailure('organizations:ListAccounts', error).reason).toBe('not-authorized');
  });
});

describe('NoSuchEntity', () => {
  it('is known by the name of the class and by the code on the wire', () => {
    const named = new NoSuchEntityException({ message: 'gone', $metadata: {} });
    expect(isNoSuchEntity(named)).toBe(true);
    expect(isNoSuchEntity(givenError('NoSuchEntity', 'gone', 404))).toBe(true);
    expect(isNoSuchEntity(givenError('AccessDenied', 'NoSuchEntity'))).toBe(false);
  });
});

describe('secrets', () => {
  it('do not come along with the signed request that AWS quotes', () => {
    const message =
      'The request signature we calculated does not match.\n\nThe Canonical String should have been\nx-amz-security-token:SECRET';
    const failure = failureOf('iam:ListAccessKeys', givenError('SignatureDoesNotMatch', message));
    expect(failure.message).toBe('The request signature we calculated does not match.');
    expect(JSON.stringify(failure)).not.toContain('SECRET');
  });
});

describe('AwsCallError', () => {
  it("says what AWS said and what to do, and keeps AWS's own words", () => {
    const failure = failureOf(
      ASSUME_ROOT,
      givenError('AccessDenied', 'Service not enabled for AWS Organizations.'),
    );
    const error = new AwsCallError(failure);
    expect(error).toMatchObject({ code: 'aws-call-failed', fault: 'aws', failure });
    expect(error.message).toContain('Service not enabled for AWS Organizations.');
    expect(error.message).toContain('enable-aws-service-access');
  });
});
