import { homeArns } from './installation-arns.ts';
import { denyUnless, type PolicyDocument } from './policy-document.ts';
import type { Principals } from './principals.ts';
import type { ProtectedInstallation } from './protected-installation.ts';

/**
 * Who opens root sessions, and where. Also for accounts that somebody makes a delegated administrator for IAM.
 *
 * AssumeRoot has no global endpoint, so the Region is that of the endpoint, in which the call is logged.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html
 */
export function sessionsPolicy(installation: ProtectedInstallation, principals: Principals): PolicyDocument {
  const arns = homeArns(installation);
  return {
    Version: '2012-10-17',
    Statement: [
      denyUnless([...arns.sessionRoles, ...principals.auditors, ...principals.operators], {
        Sid: 'OnlyRootguardOpensRootSessions',
        Action: 'sts:AssumeRoot',
        Resource: '*',
      }),
      {
        Sid: 'OnlyInRegionsThatAreWatched',
        Effect: 'Deny',
        Action: 'sts:AssumeRoot',
        Resource: '*',
        Condition: {
          StringNotEquals: { 'aws:RequestedRegion': [installation.region, ...installation.sessionRegions] },
        },
      },
    ],
  };
}
