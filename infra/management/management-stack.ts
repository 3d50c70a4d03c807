import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { CONTROL_TOWER_RULES, MANAGEMENT_RULES } from '../../src/events/rules.ts';
import { homeBusArn, undeliveredQueueArn } from '../arns.ts';
import type { Configuration } from '../configuration.ts';
import { ForwardingRules } from '../forwarding-rules.ts';
import { RootAccessFeatures } from './root-access-features.ts';

/** What the management account has to do itself: StackSets leave it out, and only it may turn the features on. */
export class ManagementStack extends Stack {
  constructor(scope: Construct, id: string, configuration: Configuration) {
    const { managementAccountId, region } = configuration;
    super(scope, id, {
      env: { account: managementAccountId, region },
      description: 'rootguard: forwards what happens to the organization to the home account',
    });
    // The home stack forwards its own account's events.
    if (!configuration.homeIsManagement) {
      new ForwardingRules(this, 'Forward', {
        rules:
          configuration.controlTowerRegion === region
            ? [...MANAGEMENT_RULES, ...CONTROL_TOWER_RULES]
            : MANAGEMENT_RULES,
        busArn: homeBusArn(configuration),
        deadLetterQueueArn: undeliveredQueueArn(configuration),
      });
    }
    if (configuration.turnOnRootAccess) new RootAccessFeatures(this, 'RootAccess', configuration);
  }

  /** When home is the management account and the features are somebody else's, there is nothing to do. */
  static isNeeded({ homeIsManagement, turnOnRootAccess }: Configuration): boolean {
    return !homeIsManagement || turnOnRootAccess;
  }
}
