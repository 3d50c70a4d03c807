import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ownPartRules } from '../../src/events/own-parts/rules.ts';
import { ownBoundary } from '../../src/installation/boundary.ts';
import type { Configuration } from '../../src/installation/configuration.ts';
import { resourceNames } from '../../src/installation/names.ts';
import { homeBusArn, undeliveredQueueArn } from '../arns.ts';
import { ForwardingRules } from '../forwarding-rules.ts';
import { managementRules } from '../management-rules.ts';
import { withoutBootstrap } from '../synthesizer.ts';
import { HomeWatch } from './home-watch.ts';
import { ManagementRootRole } from './management-root-role.ts';
import { RootAccessFeatures } from './root-access-features.ts';

/**
 * StackSets do not deploy to the management account, only it can enable the root access features, and administrators of the home
 * account cannot mute it.
 */
export class ManagementStack extends Stack {
  constructor(scope: Construct, id: string, configuration: Configuration) {
    const { managementAccountId, region } = configuration;
    super(scope, id, {
      stackName: id,
      env: { account: managementAccountId, region },
      description:
        'rootguard: forwards events of the organization to the home account, and watches that account',
      synthesizer: withoutBootstrap(),
    });
    const names = resourceNames(configuration.namePrefix);
    // Otherwise the home stack forwards them.
    if (!configuration.homeIsManagement) {
      new ForwardingRules(this, 'Forward', {
        rules: [
          ...managementRules(configuration),
          ...ownPartRules({ ...names, boundary: ownBoundary(configuration) }, 'management'),
        ],
        namePrefix: names.rulePrefix,
        rolePath: names.rolePath,
        busArn: homeBusArn(configuration),
        deadLetterQueueArn: undeliveredQueueArn(configuration),
      });
      new HomeWatch(this, 'HomeWatch', configuration);
      new ManagementRootRole(this, 'ManagementRoot', configuration);
    }
    if (configuration.turnOnRootAccess) new RootAccessFeatures(this, 'RootAccess', configuration);
  }
}
