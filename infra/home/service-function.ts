import {
  Duration,
  aws_iam as iam,
  type aws_kms as kms,
  aws_lambda as lambda,
  aws_logs as logs,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Configuration } from '../../src/installation/configuration.ts';
import type { VARIABLES } from '../../src/runtime/environment.ts';
import { ServiceRole } from '../service-role.ts';

export interface ServiceFunctionProps {
  readonly logRetentionDays: Configuration['logRetentionDays'];
  readonly description: string;
  /** Has a module `index` that exports `handler`. */
  readonly code: lambda.Code;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly reservedConcurrency?: number;
  readonly key: kms.IKey | undefined;
  /** Of the role, where another stack has to know it. */
  readonly roleName?: string;
}

type Variable = (typeof VARIABLES)[keyof typeof VARIABLES];

/**
 * A Lambda function whose role can at first only write its own log. The constructs that own resources grant access to them
 * and set the environment variables.
 */
export class ServiceFunction extends Construct {
  readonly function: lambda.Function;
  readonly role: ServiceRole;
  readonly logGroup: logs.LogGroup;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    this.logGroup = new logs.LogGroup(this, 'Log', {
      retention: props.logRetentionDays,
      ...(props.key !== undefined && { encryptionKey: props.key }),
    });
    this.role = new ServiceRole(this, 'Role', {
      description: props.description,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      key: props.key,
      ...(props.roleName !== undefined && { roleName: props.roleName }),
    });
    this.function = new lambda.Function(this, 'Function', {
      description: `rootguard: ${props.description}`,
      code: props.code,
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      memorySize: props.memoryMegabytes,
      timeout: Duration.seconds(props.timeoutSeconds),
      ...(props.reservedConcurrency !== undefined && {
        reservedConcurrentExecutions: props.reservedConcurrency,
      }),
      ...(props.key !== undefined && { environmentEncryption: props.key }),
      role: this.role.role,
      logGroup: this.logGroup,
      // pino already writes JSON; this makes Lambda's own log lines JSON too.
      loggingFormat: lambda.LoggingFormat.JSON,
    });
    this.role.allow({
      sid: 'WriteLog',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [this.logGroup.logGroupArn],
    });
  }

  setVariable(variable: Variable, value: string): void {
    this.function.addEnvironment(variable, value);
  }
}
