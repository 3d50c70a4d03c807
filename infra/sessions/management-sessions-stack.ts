import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ownPartRules } from '../../src/events/own-parts/rules.ts';
import { REGIONAL_RULES } from '../../src/events/rules.ts';
import type { Configuration } from '../../src/installation/configuration.ts';
import { resourceNames } from '../../src/installation/names.ts';
import { homeBusArn, sessionsUndeliveredQueueArn } from '../arns.ts';
import { ForwardingRules } from '../forwarding-rules.ts';
import { withoutBootstrap } from '../synthesizer.ts';

/** The same as in the home account, whose queue it uses: only these two accounts open root sessions. */
export class ManagementSessionsStack extends Stack {
  constructor(scope: Construct, id: string, configuration: Configuration, region: string) {
    super(scope, id, {
      stackName: id,
      env: { account: configuration.managementAccountId, region },
      description: 'rootguard: forwards what this account records in this Region to the home account',
      synthesizer: withoutBootstrap(),
    });
    const names = resourceNames(configuration.namePrefix);
    new ForwardingRules(this, 'Forward', {
      rules: [...REGIONAL_RULES, ...ownPartRules(names, 'member')],
      namePrefix: names.rulePrefix,
      rolePath: names.rolePath,
      busArn: homeBusArn(configuration),
      deadLetterQueueArn: sessionsUndeliveredQueueArn(configuration, region),
    });
  }
}
