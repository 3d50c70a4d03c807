import { ACCOUNT_ROUTES } from '../account/account.ts';
import { LAMBDA_ROUTES } from '../lambda/lambda.ts';
import { SqsError } from '../sqs/errors.ts';
import { jsonProtocol } from './json-protocol.ts';
import type { Protocol } from './protocol.ts';
import { queryProtocol } from './query-protocol.ts';
import { restJsonProtocol } from './rest-json-protocol.ts';

/** The protocol that current SDKs and the AWS CLI use for each service, by signing name. */
const PROTOCOLS: ReadonlyMap<string, Protocol> = new Map(
  Object.entries({
    sts: queryProtocol('https://sts.amazonaws.com/doc/2011-06-15/'),
    iam: queryProtocol('https://iam.amazonaws.com/doc/2010-05-08/'),
    sns: queryProtocol('http://sns.amazonaws.com/doc/2010-03-31/'),
    organizations: jsonProtocol({ version: '1.1', messageMember: 'Message' }),
    events: jsonProtocol({ version: '1.1' }),
    cloudtrail: jsonProtocol({ version: '1.1' }),
    sqs: jsonProtocol({
      version: '1.0',
      typePrefix: 'com.amazonaws.sqs#',
      queryErrorCode: (error) => (error instanceof SqsError ? error.queryCode : error.code),
    }),
    cloudformation: queryProtocol('http://cloudformation.amazonaws.com/doc/2010-05-15/', [
      'ActivateOrganizationsAccess',
    ]),
    cloudcontrolapi: jsonProtocol({ version: '1.0' }),
    logs: jsonProtocol({ version: '1.1' }),
    lambda: restJsonProtocol(LAMBDA_ROUTES),
    account: restJsonProtocol(ACCOUNT_ROUTES),
    guardduty: restJsonProtocol({
      ListDetectors: 'GET /detector',
      GetDetector: 'GET /detector/{detectorId}',
    }),
    dynamodb: jsonProtocol({ version: '1.0', typePrefix: 'com.amazonaws.dynamodb.v20120810#' }),
  }),
);

export const protocolOf = (service: string): Protocol | undefined => PROTOCOLS.get(service);

/** The protocol for an error when the service is unknown: that of the request's content type. */
export function guessProtocol(contentType: string | undefined): Protocol {
  return contentType?.includes('json')
    ? jsonProtocol({ version: '1.1' })
    : queryProtocol('http://sandbox.example.com/doc/');
}
