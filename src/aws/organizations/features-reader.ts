import { type IAMClient, ListOrganizationsFeaturesCommand } from '@aws-sdk/client-iam';
import { type FeaturesReader, ORGANIZATION_FEATURES } from '../../guardrail/ports/organization.ts';
import { callAws, reading } from '../aws-call.ts';
import { present } from '../failures.ts';

/**
 * Only the management account and the delegated administrator for IAM may call it.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html
 */
export function createFeaturesReader(iam: IAMClient): FeaturesReader {
  return {
    readFeatures: () =>
      reading(async () => {
        const call = { call: 'iam:ListOrganizationsFeatures' };
        const { EnabledFeatures } = await callAws(call, iam.send(new ListOrganizationsFeaturesCommand({})));
        const known = present(call, 'EnabledFeatures', EnabledFeatures);
        return { enabled: ORGANIZATION_FEATURES.filter((feature) => known.includes(feature)) };
      }),
  };
}
