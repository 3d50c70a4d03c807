import type { Template } from 'aws-cdk-lib/assertions';
import { resourceNames } from '../../src/installation/names.ts';
import type { Resource } from './synthesis.ts';

/** The account, Region and partition in which a stack is assumed to be deployed. */
export interface DeploymentEnvironment {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
}

/** Untyped like a template. */
type Untyped = Resource[string];

/** CloudFormation generates one for each stack. */
export const STACK_UUID = 'c2f6b7e0-5d3a-11f1-9a8e-0e1f2a3b4c5d';

/** Resolves a value of the template like CloudFormation, for the intrinsic functions and types that rootguard uses. */
export function resolve(template: Template, environment: DeploymentEnvironment, value: unknown): Untyped {
  const resources: Readonly<Record<string, Resource>> = template.toJSON().Resources;
  const { account, region, partition } = environment;
  const pseudoParameters: Readonly<Record<string, string>> = {
    'AWS::Partition': partition,
    'AWS::Region': region,
    'AWS::AccountId': account,
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackId': `arn:${partition}:cloudformation:${region}:${account}:stack/rootguard-home/${STACK_UUID}`,
  };

  const nameOf = ({ Type, Properties }: Resource, logicalId: string): string =>
    Properties[NAMES[Type] ?? ''] ?? logicalId;

  const reference = (logicalId: string): string => {
    const resource = resources[logicalId];
    if (resource === undefined) throw new Error(`there is no resource ${logicalId}`);
    const name = nameOf(resource, logicalId);
    if (resource.Type === 'AWS::SQS::Queue') return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
    return resource.Type === 'AWS::SNS::Topic' ? arn(logicalId) : name;
  };

  const arn = (logicalId: string): string => {
    const resource = resources[logicalId];
    if (resource === undefined) throw new Error(`there is no resource ${logicalId}`);
    const [service, kind = ''] = ARNS[resource.Type] ?? ['unknown', ''];
    return `arn:${partition}:${service}:${region}:${account}:${kind}${nameOf(resource, logicalId)}`;
  };

  /** What the data stack exports. */
  const imported = (name: string): string => {
    const inHome = (service: string, resource: string) =>
      `arn:${partition}:${service}:${region}:${account}:${resource}`;
    const prefix = name.replace(/-data-.*$/, '');
    const { exports, tables } = resourceNames(prefix);
    if (name === exports.key) return inHome('kms', 'key/1234abcd-12ab-34cd-56ef-1234567890ab');
    if (name !== exports.exceptionsStream) throw new Error(`nothing is exported as ${name}`);
    return inHome('dynamodb', `table/${tables.exceptions}/stream/*`);
  };

  const walk = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== 'object' || part === null) return part;
    const entries = Object.entries(part);
    const [[key, operand] = ['', undefined]] = entries;
    if (key === 'Ref') return pseudoParameters[String(operand)] ?? reference(String(operand));
    if (key === 'Fn::GetAtt') return arn(operand[0]);
    if (key === 'Fn::ImportValue') return imported(String(operand));
    if (key === 'Fn::Join') return operand[1].map(walk).join(operand[0]);
    if (key === 'Fn::Split') return String(walk(operand[1])).split(operand[0]);
    if (key === 'Fn::Select') return (walk(operand[1]) as readonly unknown[])[Number(operand[0])];
    return Object.fromEntries(entries.map(([name, inner]) => [name, walk(inner)]));
  };
  return walk(value);
}

const NAMES: Readonly<Record<string, string>> = {
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::Events::EventBus': 'Name',
  'AWS::Events::Archive': 'ArchiveName',
};

const ARNS: Readonly<Record<string, readonly [service: string, kind?: string]>> = {
  'AWS::SQS::Queue': ['sqs'],
  'AWS::SNS::Topic': ['sns'],
  'AWS::Events::EventBus': ['events', 'event-bus/'],
  'AWS::Events::Archive': ['events', 'archive/'],
  'AWS::Lambda::Function': ['lambda', 'function:'],
  'AWS::Logs::LogGroup': ['logs', 'log-group:'],
};
