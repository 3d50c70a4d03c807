import { IAM_CHANGES, ITEM_CHANGES, MESSAGE_TAKES } from './change-actions.ts';
import { homeArns } from './installation-arns.ts';
import { denyUnless, type PolicyDocument } from './policy-document.ts';
import { deploying, type Principals } from './principals.ts';
import type { ProtectedInstallation } from './protected-installation.ts';

/** Who does in the home account what only few should, whatever their own permissions are. */
export function peoplePolicy(installation: ProtectedInstallation, principals: Principals): PolicyDocument {
  const { partition } = installation;
  const arns = homeArns(installation);
  const { auditors, exceptionAdmins, operators, cdkDeployRole, cdkExecutionRole } = principals;
  const service = [arns.consumerRole, arns.sweeperRole];
  return {
    Version: '2012-10-17',
    Statement: [
      denyUnless([arns.consumerRole, ...auditors, ...operators], {
        Sid: 'OnlyRootguardOpensRootSessions',
        Action: 'sts:AssumeRoot',
        Resource: '*',
      }),
      denyUnless(operators, {
        Sid: 'OnlyOperatorsAllowAPassword',
        Action: 'sts:AssumeRoot',
        Resource: '*',
        Condition: {
          StringEquals: {
            'sts:TaskPolicyArn': `arn:${partition}:iam::aws:policy/root-task/IAMCreateRootUserPassword`,
          },
        },
      }),
      // The functions add entries, so PutItem cannot be denied to all. Their code never replaces one.
      {
        Sid: 'KeepTheLedger',
        Effect: 'Deny',
        Action: ITEM_CHANGES.filter((action) => !/Put|Insert/.test(action)),
        Resource: arns.ledger,
      },
      denyUnless([...service, ...exceptionAdmins, ...operators], {
        Sid: 'OnlyRootguardWritesItsTables',
        Action: ITEM_CHANGES,
        Resource: arns.tables,
      }),
      // A mode decides what is removed.
      denyUnless(operators, {
        Sid: 'OnlyOperatorsChangeTheSettings',
        Action: ITEM_CHANGES,
        Resource: arns.settings,
      }),
      denyUnless([arns.consumerRole, ...operators], {
        Sid: 'OnlyRootguardTakesItsMessages',
        Action: MESSAGE_TAKES,
        Resource: arns.queues,
      }),
      denyUnless(deploying(principals), {
        Sid: 'KeepDeploymentRoles',
        Action: IAM_CHANGES,
        Resource: [cdkDeployRole, cdkExecutionRole],
      }),
      denyUnless(principals.deployers, {
        Sid: 'OnlyDeployersDeploy',
        Action: 'sts:AssumeRole',
        Resource: cdkDeployRole,
      }),
      { Sid: 'KeepTheAccount', Effect: 'Deny', Action: 'account:CloseAccount', Resource: '*' },
    ],
  };
}
