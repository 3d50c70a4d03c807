import type { Template } from 'aws-cdk-lib/assertions';
import { stacksOf } from '../../infra/rootguard.ts';
import { DEFAULT_NAME_PREFIX, resourceNames } from '../../src/installation/names.ts';
import { memberTemplateOf, type Resource, synthesizeRootguard, templateOf } from './synthesis.ts';

/** A resource of an installation, under the name that it has once it is deployed. */
export interface DeployedPart {
  /** Of the stack. */
  readonly account: string;
  readonly region: string;
  readonly stackName: string;
  readonly type: string;
  readonly logicalId: string;
  readonly name: string;
  readonly properties: Resource;
}

/** A member account, which gets the template of the StackSet. */
export const MEMBER = '333333333333';

interface Settings {
  readonly namePrefix?: string;
  readonly sessionRegions?: readonly string[];
  readonly [setting: string]: unknown;
}

/** Every resource of every stack of the configuration, and those of a member account. */
export function deployedParts(settings: Settings): readonly DeployedPart[] {
  const stacks = synthesizeRootguard(settings);
  const names = resourceNames(settings.namePrefix ?? DEFAULT_NAME_PREFIX);
  return [
    ...stacksOf(stacks).flatMap((stack) => partsOf(stack, templateOf(stack))),
    ...partsOf(inMember(names.membersStackSet, stacks.home.region), memberTemplateOf(stacks.members)),
    ...(settings.sessionRegions ?? []).flatMap((region) =>
      partsOf(inMember(names.memberSessionsStackSet, region), memberTemplateOf(stacks.memberSessions)),
    ),
  ];
}

function inMember(stackSet: string, region: string): Place {
  return {
    account: MEMBER,
    region,
    stackName: `StackSet-${stackSet}-c2f6b7e0-5d3a-11f1-9a8e-0e1f2a3b4c5d`,
  };
}

interface Parameters {
  readonly Parameters?: Readonly<Record<string, { readonly Default: string }>>;
}

type Place = Pick<DeployedPart, 'account' | 'region' | 'stackName'>;

function partsOf(
  { account, region, stackName }: Place,
  template: Template | ReturnType<typeof memberTemplateOf>,
): readonly DeployedPart[] {
  const { Resources, Parameters = {} }: Pick<ReturnType<typeof memberTemplateOf>, 'Resources'> & Parameters =
    'Resources' in template ? template : JSON.parse(JSON.stringify(template.toJSON()));
  return Object.entries(Resources).map(([logicalId, resource]) => ({
    account,
    region,
    stackName,
    type: String(resource.Type),
    logicalId,
    name: nameOf(stackName, logicalId, resource, Parameters),
    properties: resource.Properties ?? {},
  }));
}

/** The part that a property refers to. */
export function referredBy(
  parts: readonly DeployedPart[],
  from: DeployedPart,
  property: string,
): DeployedPart {
  const { Ref = '', 'Fn::GetAtt': [attributeOf] = [Ref] } = Object(from.properties[property]);
  const found = parts.find(
    ({ stackName, logicalId }) => stackName === from.stackName && logicalId === attributeOf,
  );
  if (found === undefined) throw new Error(`${from.logicalId}.${property} refers to no resource`);
  return found;
}

const NAME_PROPERTIES = [
  'AlarmName',
  'AliasName',
  'ArchiveName',
  'ConfigurationName',
  'DashboardName',
  'ManagedPolicyName',
  'Name',
  'QueueName',
  'RoleName',
  'StackSetName',
  'TableName',
  'TopicName',
] as const;

function nameOf(
  stackName: string,
  logicalId: string,
  { Type, Properties = {} }: Resource,
  parameters: Parameters['Parameters'],
): string {
  const property = NAME_PROPERTIES.map((name) => Properties[name]).find((value) => value !== undefined);
  if (typeof property === 'string') return property;
  if (property !== undefined) return parameters?.[property.Ref]?.Default ?? '';
  return generatedName(stackName, logicalId, LONGEST_NAMES[Type] ?? 255);
}

const LONGEST_NAMES: Readonly<Record<string, number>> = {
  'AWS::IAM::Role': 64,
  'AWS::Lambda::Function': 64,
};

const RANDOM_END = 'AbCdEfGhIjKl';

/**
 * CloudFormation makes a name of those of the stack and the resource, with a random end. Where that would be too long it keeps 24
 * characters of the name of the stack, and what fits of the other one.
 */
function generatedName(stackName: string, logicalId: string, longest: number): string {
  const whole = `${stackName}-${logicalId}-${RANDOM_END}`;
  if (whole.length <= longest) return whole;
  const start = `${stackName.slice(0, 24)}-${logicalId}`;
  return `${start.slice(0, longest - RANDOM_END.length - 1)}-${RANDOM_END}`;
}
