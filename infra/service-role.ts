import { aws_iam as iam, type aws_kms as kms } from 'aws-cdk-lib';
import { Construct } from 'constructs';

export interface Permission {
  /** Letters and digits; says what for. */
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: iam.Conditions;
}

export interface ServiceRoleProps {
  readonly description: string;
  readonly assumedBy: iam.IPrincipal;
  readonly key: kms.IKey | undefined;
}

/**
 * A role of rootguard's own that can do nothing until it is allowed to. The permissions stand in the role itself, so
 * that nothing that takes it on can be there before they are; and constructs of the library cannot add to them.
 */
export class ServiceRole extends Construct {
  /** For constructs that take a role. */
  readonly role: iam.IRole;
  readonly arn: string;
  private readonly permissions = new iam.PolicyDocument();

  constructor(scope: Construct, id: string, { description, assumedBy, key }: ServiceRoleProps) {
    super(scope, id);
    const role = new iam.Role(this, 'Role', {
      description: `rootguard: ${description}`,
      assumedBy,
      inlinePolicies: { rootguard: this.permissions },
    });
    // As a reference: the library would add its own grants to the role itself, and a needless dependency on it.
    this.role = iam.Role.fromRoleArn(this, 'Reference', role.roleArn, { mutable: false });
    this.arn = role.roleArn;
    if (key !== undefined) this.allow(usingKey(key));
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

/** What tables, queues and topic ask of whoever uses them, where they are encrypted with a key of the customer's own. */
export function usingKey(key: kms.IKey): Permission {
  return {
    sid: 'UseKey',
    actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'],
    resources: [key.keyArn],
  };
}
