import type { Caller } from '../contract/operation.ts';
import { isoSeconds } from './format.ts';

/**
 * CloudTrail's userIdentity. `assumedRoot` is a string: "true" for a session of sts:AssumeRoot.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
export function userIdentity(caller: Caller, now: Date): Record<string, unknown> {
  const { accountId, accessKeyId, arn } = caller;
  const attributes = (since: Date, isMfaAuthenticated = false) => ({
    creationDate: isoSeconds(since),
    mfaAuthenticated: String(isMfaAuthenticated),
  });
  const sessionContext = ({ session }: Extract<Caller, { session?: unknown }>) =>
    session && { sessionContext: { attributes: attributes(session.issuedAt, session.isMfaAuthenticated) } };
  switch (caller.type) {
    case 'root-session':
      return {
        ...rootIdentity(accountId),
        accessKeyId,
        sessionContext: { attributes: attributes(caller.issuedAt), assumedRoot: 'true' },
      };
    case 'root-user':
      return { ...rootIdentity(accountId), accessKeyId, ...sessionContext(caller) };
    case 'iam-user':
      return {
        type: 'IAMUser',
        principalId: `AIDA${accountId}`,
        arn,
        accountId,
        accessKeyId,
        userName: caller.userName,
        ...sessionContext(caller),
      };
    case 'admin-role':
      return {
        type: 'AssumedRole',
        principalId: `AROA${accountId}:session`,
        arn,
        accountId,
        accessKeyId,
        sessionContext: {
          sessionIssuer: {
            type: 'Role',
            principalId: `AROA${accountId}`,
            arn: `arn:aws:iam::${accountId}:role/${caller.roleName}`,
            accountId,
            userName: caller.roleName,
          },
          attributes: attributes(now),
        },
      };
  }
}

export const rootIdentity = (accountId: string): Record<string, unknown> => ({
  type: 'Root',
  principalId: accountId,
  arn: `arn:aws:iam::${accountId}:root`,
  accountId,
});
