import { NoSuchEntityException } from '@aws-sdk/client-iam';
import { STSServiceException } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { callAws, readPages } from '../../../src/aws/aws-call.ts';
import { failureOf, hasCode, isNoSuchEntity } from '../../../src/aws/failures.ts';
import { organizationsCall } from '../../../src/aws/organizations/organizations-call.ts';
import { sessionCall } from '../../../src/aws/root-session/root-session.ts';
import { isTransient } from '../../../src/domain/aws-failure.ts';
import { AwsCallError } from '../../../src/domain/errors.ts';

const ASSUME_ROOT = { call: 'sts:AssumeRoot' };
const LIST_KEYS = { call: 'iam:ListAccessKeys' };

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

describe('the reason of a denied AssumeRoot is known by its message', () => {
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
      ...ASSUME_ROOT,
      code: 'AccessDenied',
      message,
      requestId: 'request-1',
    });
  });
});

describe('the reason of other answers is known by their code', () => {
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
    ['InvalidClientTokenId', 403, 'credentials-invalid'],
    ['UnrecognizedClientException', 400, 'credentials-invalid'],
    ['InvalidAccessKeyId', 403, 'credentials-invalid'],
    ['SignatureDoesNotMatch', 403, 'signature-mismatch'],
    ['InvalidSignatureException', 400, 'signature-mismatch'],
    ['IncompleteSignature', 400, 'signature-mismatch'],
    ['RequestExpired', 400, 'clock-skew'],
    ['RequestTimeTooSkewed', 403, 'clock-skew'],
    ['ResourceNotFoundException', 400, 'resource-missing'],
    ['QueueDoesNotExist', 400, 'resource-missing'],
    ['AWS.SimpleQueueService.NonExistentQueue', 400, 'resource-missing'],
    ['ParentNotFoundException', 400, 'organizational-unit-missing'],
    ['AWSOrganizationsNotInUseException', 400, 'organizations-not-in-use'],
    ['Unknown', 403, 'not-aws'],
    ['SyntaxError', 200, 'not-aws'],
    ['Unknown', 503, 'unavailable'],
    ['Unknown', 429, 'throttled'],
    ['NeverSeen', 503, 'unavailable'],
    ['NeverSeen', 429, 'throttled'],
    ['NeverSeen', 400, 'unexpected'],
    ['ValidationError', 400, 'unexpected'],
  ] as const)('%s with status %i', (code, status, reason) => {
    expect(failureOf(LIST_KEYS, givenError(code, 'a message', status))).toMatchObject({
      reason,
      code,
      message: 'a message',
    });
  });

  it.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN'])(
    'the network error %s is transient',
    (code) => {
      const error = Object.assign(new AggregateError([], ''), { code });
      expect(failureOf(ASSUME_ROOT, error)).toMatchObject({ reason: 'unavailable', code, message: code });
    },
  );

  it('a timeout of the SDK is transient', () => {
    const error = Object.assign(new Error('socket timed out'), { name: 'TimeoutError' });
    expect(failureOf(ASSUME_ROOT, error)).toMatchObject({ reason: 'unavailable', code: 'TimeoutError' });
  });

  it.each(['SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_TLS_CERT_ALTNAME_INVALID'])(
    'the TLS error %s is an untrusted certificate',
    (code) => {
      const error = Object.assign(new Error('certificate'), { code });
      expect(failureOf(ASSUME_ROOT, error)).toMatchObject({ reason: 'untrusted-certificate', code });
    },
  );

  it.each(['a string', undefined, null, { strange: true }, new Error('plain')])(
    'what is not an error of the SDK is unexpected: %o',
    (thrown) => {
      expect(failureOf(ASSUME_ROOT, thrown)).toMatchObject({ reason: 'unexpected', requestId: undefined });
    },
  );
});

describe('the reason of a code with several causes is known by the message', () => {
  it.each([
    ['NotFound', 'Topic does not exist', 'resource-missing'],
    ['NotFoundException', 'Topic does not exist', 'resource-missing'],
    ['NotFound', 'Something else does not exist', 'unexpected'],
    ['SignatureDoesNotMatch', 'Signature expired: 20261125T000000Z is now earlier than x', 'clock-skew'],
    ['InvalidSignatureException', 'Signature not yet current: x is still later than y', 'clock-skew'],
    ['SignatureDoesNotMatch', 'The request signature we calculated does not match', 'signature-mismatch'],
    ['CredentialsProviderError', 'Could not load credentials from any providers', 'credentials-missing'],
    [
      'CredentialsProviderError',
      'The SSO session associated with this profile has expired',
      'sign-in-expired',
    ],
    ['TokenProviderError', 'Token is expired. To refresh it run aws sso login', 'sign-in-expired'],
  ] as const)('%s: %s', (code, message, reason) => {
    expect(failureOf(LIST_KEYS, givenError(code, message, 400))).toMatchObject({ reason, code, message });
  });
});

describe('calls inside a root session', () => {
  it.each(['InvalidClientTokenId', 'SignatureDoesNotMatch'])(
    "are retried after %s, as a new session is not known everywhere and the function's own credentials are valid",
    (code) => {
      const failure = failureOf(sessionCall('iam:ListAccessKeys'), givenError(code, 'not valid'));
      expect(failure.reason).toBe('session-not-accepted');
      expect(isTransient(failure)).toBe(true);
    },
  );

  const denied = (message: string) =>
    failureOf(sessionCall('iam:DeleteLoginProfile'), givenError('AccessDenied', message)).reason;

  it('are denied by the session unless the text says that a service control policy did it', () => {
    const root = 'User: arn:aws:iam::333333333333:root is not authorized to perform: iam:DeleteLoginProfile';
    expect(denied(`${root} because no session policy allows the action`)).toBe('denied-in-session');
    expect(denied(`${root} with an explicit deny in a service control policy`)).toBe('denied-by-scp');
    const policy = 'arn:aws:organizations::111111111111:policy/o-example/service_control_policy/p-example1';
    expect(denied(`${root} with an explicit deny in a service control policy: ${policy}`)).toBe(
      'denied-by-scp',
    );
  });

  it('are denied by service control policies too if none of some level allows the call', () => {
    const root = 'User: arn:aws:iam::333333333333:root is not authorized to perform: iam:DeleteLoginProfile';
    expect(denied(`${root} because no service control policy allows the iam:DeleteLoginProfile action`)).toBe(
      'denied-by-scp',
    );
  });
});

describe('calls of AWS Organizations', () => {
  it('come from the wrong account when AWS does not name a missing permission', () => {
    const message = "You don't have permissions to access this resource.";
    const error = givenError('AccessDeniedException', message);
    expect(failureOf(organizationsCall('organizations:ListAccounts'), error).reason).toBe('not-delegated');
  });

  it('lack a permission when AWS names it', () => {
    const message = 'User: x is not authorized to perform: organizations:ListAccounts on resource: *';
    const error = givenError('AccessDeniedException', message);
    expect(failureOf(organizationsCall('organizations:ListAccounts'), error).reason).toBe('not-authorized');
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
  it('of the signed request that AWS quotes are not in the failure', () => {
    const message =
      'The request signature we calculated does not match.\n\nThe Canonical String should have been\nx-amz-security-token:SECRET';
    const failure = failureOf(LIST_KEYS, givenError('SignatureDoesNotMatch', message));
    expect(failure.message).toBe('The request signature we calculated does not match.');
    expect(JSON.stringify(failure)).not.toContain('SECRET');
  });
});

describe('a call of AWS', () => {
  const call = { call: 'dynamodb:Query', resource: 'table rootguard-ledger' };
  const missing = givenError('ResourceNotFoundException', 'Requested resource not found', 400);

  it('fails with the call, the resource, and what AWS answered', async () => {
    const error = await callAws(call, Promise.reject(missing)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AwsCallError);
    expect(error).toMatchObject({
      failure: {
        ...call,
        code: 'ResourceNotFoundException',
        message: 'Requested resource not found',
        requestId: 'request-1',
      },
      cause: missing,
    });
    expect(String(error)).toContain(
      'dynamodb:Query of table rootguard-ledger: ResourceNotFoundException: Requested resource not found',
    );
  });

  it('is known by the names of the SDK and of the wire after the translation as well', async () => {
    const gone = new NoSuchEntityException({ message: 'gone', $metadata: {} });
    const error = await callAws(LIST_KEYS, Promise.reject(gone)).catch((thrown: unknown) => thrown);
    expect(isNoSuchEntity(error)).toBe(true);
    expect(hasCode(error, 'AccessDenied')).toBe(false);
  });

  it('that fails on a later page fails alike, after the pages before it', async () => {
    async function* pages() {
      yield 1;
      throw missing;
    }
    const read: number[] = [];
    const reading = async () => {
      for await (const page of readPages(call, pages())) read.push(page);
    };
    await expect(reading()).rejects.toMatchObject({ failure: call });
    expect(read).toEqual([1]);
  });

  it('leaves an error of the reader of the pages unchanged', async () => {
    async function* pages() {
      yield 1;
    }
    const defect = new TypeError('a defect');
    const reading = async () => {
      for await (const _ of readPages(call, pages())) throw defect;
    };
    await expect(reading()).rejects.toBe(defect);
  });

  it('without credentials is not about its resource, as nothing was sent', () => {
    const error = Object.assign(new Error('no'), { name: 'CredentialsProviderError' });
    expect(failureOf(call, error)).toEqual({
      reason: 'credentials-missing',
      call: 'dynamodb:Query',
      code: 'CredentialsProviderError',
      message: 'no',
      requestId: undefined,
    });
  });
});

describe('AwsCallError', () => {
  it("says what AWS answered and what to do, and keeps AWS's own message", () => {
    const failure = failureOf(
      ASSUME_ROOT,
      givenError('AccessDenied', 'Service not enabled for AWS Organizations.'),
    );
    const error = new AwsCallError(failure);
    expect(error).toMatchObject({ code: 'aws-call-failed', responsible: 'aws', failure });
    expect(error.message).toContain('Service not enabled for AWS Organizations.');
    expect(error.message).toContain('enable-aws-service-access');
  });
});
