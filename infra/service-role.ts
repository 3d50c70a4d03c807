import { aws_iam as iam, type aws_kms as kms } from 'aws-cdk-lib';
import { Construct } from 'constructs';

export interface Permission {
  /** Statement id: letters and digits. */
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: iam.Conditions;
}

export interface ServiceRoleProps {
  readonly description: string;
  readonly assumedBy: iam.IPrincipal;
  readonly key: kms.IKey | undefined;
  /** Where another stack has to know it; generated otherwise. */
  readonly roleName?: string;
}

/**
 * A role without permissions until they are added. They are in an inline policy of the role resource itself, so that they
 * exist before anything can assume the role, and CDK constructs cannot add to them.
 */
export class ServiceRole extends Construct {
  /** For constructs that need a role. */
  readonly role: iam.IRole;
  readonly arn: string;
  private readonly permissions = new iam.PolicyDocument();

  constructor(scope: Construct, id: string, { description, assumedBy, key, roleName }: ServiceRoleProps) {
    super(scope, id);
    const role = new iam.Role(this, 'Role', {
      description: `rootguard: ${description}`,
      assumedBy,
      ...(roleName !== undefined && { roleName }),
      inlinePolicies: { rootguard: this.permissions },
    });
    // An immutable reference: otherwise CDK would add its own grants to the role, and a needless dependency on it.
    this.role = iam.Role.fromRoleArn(this, 'Reference', role.roleArn, { mutable: false });
    this.arn = role.roleArn;
    if (key !== undefined) this.allow(keyPermission(key));
  }

  allow(...permissions: readonly Permission[]): void {
    this.permissions.addStatements(...permissions.map(statementOf));
  }
}

export function statementOf({ sid, actions, resources, conditions }: Permission): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid,
    actions: [...actions],
    resources: [...resources],
    ...(conditions !== undefined && { conditions }),
  });
}

/** Use of the customer managed key, which access to encrypted tables, queues and the topic requires. */
export function keyPermission(key: kms.IKey): Permission {
  return {
    sid: 'UseKey',
    actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'],
    resources: [key.keyArn],
  };
}
