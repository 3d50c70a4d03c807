import { AwsError } from '../contract/aws-error.ts';

export const missingToken = () =>
  new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);

export const incompleteSignature = (header: string) =>
  new AwsError(
    'IncompleteSignature',
    `Authorization header requires 'Credential' parameter of the form KEY/DATE/REGION/SERVICE/aws4_request. Authorization=${header.split(' ')[0]}`,
    400,
  );

export const invalidToken = () =>
  new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);

export const expiredToken = () =>
  new AwsError('ExpiredToken', 'The security token included in the request is expired', 403);

/** @param why such as `with an explicit deny in a session policy`; AWS omits it for sts:AssumeRoot */
export const accessDenied = (callerArn: string, action: string, resource: string, why?: string) =>
  new AwsError(
    'AccessDenied',
    `User: ${callerArn} is not authorized to perform: ${action} on resource: ${resource}${why === undefined ? '' : ` ${why}`}`,
    403,
  );
