import * as v from 'valibot';
import type { StackSetTemplate, StackTemplate } from '../../src/installation/template-program.ts';

/** What `AWS::CloudFormation::StackSet` says about its own deployment. */
const stackSet = v.object({
  Type: v.literal('AWS::CloudFormation::StackSet'),
  Properties: v.object({
    StackSetName: v.string(),
    CallAs: v.picklist(['SELF', 'DELEGATED_ADMIN']),
    OperationPreferences: v.record(v.string(), v.unknown()),
    StackInstancesGroup: v.array(
      v.object({
        DeploymentTargets: v.object({ OrganizationalUnitIds: v.array(v.string()) }),
        Regions: v.array(v.string()),
      }),
    ),
    TemplateBody: v.string(),
    Tags: v.optional(v.array(v.object({ Key: v.string(), Value: v.string() })), []),
  }),
});

const template = v.object({
  Resources: v.record(v.string(), stackSet),
  Outputs: v.record(v.string(), v.unknown()),
});

/**
 * The StackSets that are the only resources of a stack. Without the CDK they are made by calls of CloudFormation, or by
 * Terraform, so the stack around them is left out. Its outputs move into the template, as `rootguard upgrade --check` has
 * no other place to read the version from. With the CDK they are not in the template of the StackSet, where each version would
 * update the stack of every account.
 */
export function stackSetsOf(stack: StackTemplate): readonly StackSetTemplate[] {
  const { Resources, Outputs } = v.parse(template, stack.template);
  return Object.values(Resources).map(({ Properties }) => ({
    ...stack,
    type: 'stack-set',
    name: Properties.StackSetName,
    callAs: Properties.CallAs,
    organizationalUnitIds: Properties.StackInstancesGroup.flatMap(
      ({ DeploymentTargets }) => DeploymentTargets.OrganizationalUnitIds,
    ),
    regions: Properties.StackInstancesGroup.flatMap(({ Regions }) => Regions),
    operationPreferences: Properties.OperationPreferences,
    tags: Object.fromEntries(Properties.Tags.map(({ Key, Value }) => [Key, Value])),
    template: { ...JSON.parse(Properties.TemplateBody), Outputs },
  }));
}
