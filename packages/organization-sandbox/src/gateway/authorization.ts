import type { IncomingMessage } from 'node:http';
import { incompleteSignature, missingToken } from '../auth/errors.ts';

/** The parts of the Authorization header that identify a call. The signature itself is not verified. */
export interface SignedHeader {
  readonly accessKeyId: string;
  readonly sessionToken: string | undefined;
  readonly region: string;
  /** The signing name of the service that is called. */
  readonly service: string;
}

const CREDENTIAL = /Credential=([^/,\s]+)\/\d{8}\/([^/,\s]+)\/([^/,\s]+)\/aws4_request/;

/**
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
 *
 * @throws AwsError MissingAuthenticationToken, IncompleteSignature
 */
export function readAuthorization({ headers }: IncomingMessage): SignedHeader {
  const { authorization } = headers;
  if (authorization === undefined) throw missingToken();
  const [, accessKeyId, region, service] = CREDENTIAL.exec(authorization) ?? [];
  if (accessKeyId === undefined || region === undefined || service === undefined) {
    throw incompleteSignature(authorization);
  }
  return { accessKeyId, region, service, sessionToken: single(headers['x-amz-security-token']) };
}

const single = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : header?.[0];
