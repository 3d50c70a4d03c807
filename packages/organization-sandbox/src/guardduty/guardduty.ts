import { AwsError } from '../contract/aws-error.ts';
import type { Service } from '../contract/operation.ts';
import type { Organization } from '../world/organization.ts';

/** Whether accounts have a detector. https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Operations.html */
export const createGuardDuty = ({ accounts }: Organization): Service => {
  const detectorOf = (accountId: string): string | undefined =>
    accounts.get(accountId)?.services.guardDuty ? `${'0'.repeat(20)}${accountId}` : undefined;
  return {
    name: 'guardduty',
    operations: {
      ListDetectors: ({ caller }) => ({ detectorIds: [detectorOf(caller.accountId)].filter(Boolean) }),
      GetDetector: ({ caller, input }) => {
        if (input.detectorId !== detectorOf(caller.accountId)) {
          throw new AwsError(
            'BadRequestException',
            'The request is rejected because the input detectorId is not owned by the current account.',
          );
        }
        return {
          status: 'ENABLED',
          serviceRole: `arn:aws:iam::${caller.accountId}:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty`,
          features: [{ name: 'CLOUD_TRAIL', status: 'ENABLED' }],
        };
      },
    },
  };
};
