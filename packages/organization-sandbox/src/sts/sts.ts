import { AwsError } from '../contract/aws-error.ts';
import type { Call, Operation, Service } from '../contract/operation.ts';
import type { Ids } from '../ids.ts';
import { assumeRole } from './assume-role.ts';
import { assumeRoot } from './assume-root.ts';
import type { StsContext } from './context.ts';
import { getFederationToken } from './get-federation-token.ts';
import { getSessionToken } from './get-session-token.ts';

export const createSts = (context: StsContext, ids: Ids): Service => ({
  name: 'sts',
  operations: {
    AssumeRole: assumeRole(context),
    AssumeRoot: regionalOnly(assumeRoot(context)),
    GetSessionToken: getSessionToken(context),
    GetFederationToken: getFederationToken(ids),
    GetCallerIdentity: ({ caller }) => ({
      UserId: userId(caller),
      Account: caller.accountId,
      Arn: caller.arn,
    }),
  },
});

/** The global endpoint does not support AssumeRoot. Only the Host header identifies it, which an endpoint override hides. */
const regionalOnly =
  (operation: Operation): Operation =>
  (call) => {
    if (call.host === 'sts.amazonaws.com') throw new AwsError('InvalidAction', 'Unknown Operation', 400);
    return operation(call);
  };

function userId(caller: Call['caller']): string {
  switch (caller.type) {
    case 'admin-role':
      return `AROA${caller.accountId}:session`;
    case 'iam-user':
      return `AIDA${caller.accountId}`;
    case 'root-user':
    case 'root-session':
      return caller.accountId;
  }
}
