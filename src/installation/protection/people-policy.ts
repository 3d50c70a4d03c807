import { bootstrapBucketArn, bootstrapRoleArn } from '../../domain/cdk-bootstrap.ts';
import { FUNCTION_RUNS, IAM_CHANGES, ITEM_CHANGES, MESSAGE_TAKES } from './change-actions.ts';
import { homeArns } from './installation-arns.ts';
import { denyUnless, fits, type PolicyDocument } from './policy-document.ts';
import { deploying, isOfPermissionSet, ownDeployers, type Principals } from './principals.ts';
import type { ProtectedInstallation } from './protected-installation.ts';

/**
 * Who does in the home account what only few should, whatever their own permissions are. Deployment roles of the organization's own
 * are left out of what it protects where it would be too large with them: it has to fit for the rest to hold.
 */
export function peoplePolicy(installation: ProtectedInstallation, principals: Principals): PolicyDocument {
  const policy = protecting(ownDeployers(principals, installation), installation, principals);
  return fits(policy) ? policy : protecting([], installation, principals);
}

/** The deployment roles that administrators can change all the same. */
export function unprotectedDeployers(policy: PolicyDocument, principals: Principals): readonly string[] {
  const kept = policy.Statement.find(({ Sid }) => Sid === KEEP_DEPLOYMENT_ROLES)?.Resource ?? [];
  return principals.deployers.filter((role) => !isOfPermissionSet(role) && !kept.includes(role));
}

const KEEP_DEPLOYMENT_ROLES = 'KeepDeploymentRoles';

function protecting(
  deployers: readonly string[],
  installation: ProtectedInstallation,
  principals: Principals,
): PolicyDocument {
  const { partition } = installation;
  const arns = homeArns(installation);
  const { auditors, exceptionAdmins, operators, cdkPublishingRole } = principals;
  const bootstrapRoles = bootstrapRoleArn('*', installation);
  const bucket = bootstrapBucketArn(installation);
  const service = [...arns.sessionRoles, arns.listenerRole, arns.sweeperRole];
  return {
    Version: '2012-10-17',
    Statement: [
      denyUnless([...arns.sessionRoles, ...auditors, ...operators], {
        Sid: 'OnlyRootguardOpensRootSessions',
        Action: 'sts:AssumeRoot',
        Resource: '*',
      }),
      denyUnless([...arns.canaryRoles, ...operators], {
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
      denyUnless([arns.consumerRole, arns.listenerRole, ...operators], {
        Sid: 'OnlyRootguardTakesItsMessages',
        Action: MESSAGE_TAKES,
        Resource: [...arns.queues, ...arns.sessionsQueues],
      }),
      // Lambda itself invokes those that read queues, and no service control policy binds it.
      denyUnless([...arns.schedulerRoles, ...operators], {
        Sid: 'OnlySchedulesRunItsFunctions',
        Action: FUNCTION_RUNS,
        Resource: arns.functions,
      }),
      denyUnless(deploying(principals), {
        Sid: KEEP_DEPLOYMENT_ROLES,
        Action: IAM_CHANGES,
        Resource: [bootstrapRoles, ...deployers],
      }),
      // The CDK assumes roles of the bootstrap, and puts the code of the functions into its bucket.
      denyUnless([...principals.deployers, cdkPublishingRole], {
        Sid: 'OnlyDeployersDeploy',
        Action: ['s3:Delete*', 's3:Put*', 'sts:AssumeRole'],
        Resource: [bootstrapRoles, bucket, `${bucket}/*`],
      }),
      { Sid: 'KeepTheAccount', Effect: 'Deny', Action: 'account:CloseAccount', Resource: '*' },
    ],
  };
}
