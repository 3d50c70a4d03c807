import { type IStackSynthesizer, LegacyStackSynthesizer } from 'aws-cdk-lib';

/**
 * For stacks without assets: they are deployed with the credentials of whoever deploys, their template is sent inline, and
 * their account needs no CDK bootstrap. A template may have 51,200 bytes then. (The bootstrapless synthesizer still names
 * roles of the bootstrap, and the CLI would try to assume them.)
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
export function withoutBootstrap(): IStackSynthesizer {
  // The types of CDK are incompatible with `exactOptionalPropertyTypes` here.
  return new LegacyStackSynthesizer() as IStackSynthesizer;
}
