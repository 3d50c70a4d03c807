import { type IAMClient, ListOrganizationsFeaturesCommand } from '@aws-sdk/client-iam';
import type { FeaturesReader, OrganizationFeature } from '../../guardrail/ports/organization.ts';
import { failureOf } from '../failures.ts';

const FEATURES: readonly OrganizationFeature[] = ['RootCredentialsManagement', 'RootSessions'];

/**
 * Only the management account and the delegated administrator for IAM may ask.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html
 */
export function createFeaturesReader(iam: IAMClient): FeaturesReader {
  return {
    async readFeatures() {
      try {
        const { EnabledFeatures = [] } = await iam.send(new ListOrganizationsFeaturesCommand({}));
        const enabled = FEATURES.filter((feature) => EnabledFeatures.includes(feature));
        return { type: 'readable', enabled };
      } catch (error) {
        return { type: 'unreadable', failure: failureOf('iam:ListOrganizationsFeatures', error) };
      }
    },
  };
}
