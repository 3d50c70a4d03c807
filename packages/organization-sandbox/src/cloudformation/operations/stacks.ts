import type { Operation } from '../../contract/operation.ts';
import type { Organization } from '../../world/organization.ts';
import { validationError } from '../errors.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html */
export const describeStacks =
  ({ accounts }: Organization, now: () => Date): Operation =>
  ({ input, caller, region }) => {
    const { StackName: name } = input;
    const stacks = (accounts.get(caller.accountId)?.services.cloudFormation.stacks ?? []).filter(
      (stack) =>
        (name === undefined || stack.name === name) &&
        (stack.region === undefined || stack.region === region),
    );
    if (name !== undefined && stacks.length === 0) {
      throw validationError(`Stack with id ${name} does not exist`);
    }
    return {
      Stacks: stacks.map((stack) => ({
        StackId: `arn:aws:cloudformation:${region}:${caller.accountId}:stack/${stack.name}/00000000-0000-0000-0000-000000000000`,
        StackName: stack.name,
        StackStatus: stack.status,
        CreationTime: now(),
        ...(stack.roleArn !== undefined && { RoleARN: stack.roleArn }),
        Outputs: Object.entries(stack.outputs).map(([OutputKey, OutputValue]) => ({
          OutputKey,
          OutputValue,
        })),
        Tags: [],
      })),
    };
  };
