import { AwsError } from '../../contract/aws-error.ts';
import type { Operation } from '../../contract/operation.ts';
import type { Organization } from '../../world/organization.ts';

/** https://docs.aws.amazon.com/organizations/latest/userguide/services-that-can-integrate-cloudformation.html */
export const STACK_SETS_SERVICE = 'member.org.stacksets.cloudformation.amazonaws.com';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeOrganizationsAccess.html */
export const describeOrganizationsAccess =
  (organization: Organization): Operation =>
  ({ caller, input }) => {
    const isReader =
      organization.isManagement(caller.accountId) ||
      (input.CallAs === 'DELEGATED_ADMIN' && organization.isDelegate(caller.accountId, STACK_SETS_SERVICE));
    if (!isReader) throw invalidOperation();
    return { Status: organization.trustedServices.has(STACK_SETS_SERVICE) ? 'ENABLED' : 'DISABLED' };
  };

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ActivateOrganizationsAccess.html */
export const activateOrganizationsAccess =
  (organization: Organization, now: () => Date): Operation =>
  ({ caller }) => {
    if (!organization.isManagement(caller.accountId)) throw invalidOperation();
    organization.trustedServices.set(STACK_SETS_SERVICE, now());
    return {};
  };

const invalidOperation = () =>
  new AwsError(
    'InvalidOperationException',
    'Only the management account of an organization may call it.',
    400,
  );
