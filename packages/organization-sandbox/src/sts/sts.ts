import { AwsError } from '../contract/aws-error.ts';
import type { Call, Operation, Service } from '../contract/operation.ts';
import { assumeRoot } from './assume-root.ts';
import type { StsContext } from './context.ts';

export const createSts = (context: StsContext): Service => ({
  name: 'sts',
  operations: {
    AssumeRoot: regionalOnly(assumeRoot(context)),
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
