import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, BootstraplessSynthesizer, type IStackSynthesizer, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { MEMBER_RULES } from '../../src/events/rules.ts';
import { homeBusArn, undeliveredQueueArn } from '../arns.ts';
import type { Configuration } from '../configuration.ts';
import { ForwardingRules } from '../forwarding-rules.ts';

/**
 * What every member account gets: the rules and one role. Service-managed StackSets take neither assets nor transforms
 * nor nested stacks. The role has no name of its own, so that nothing in the account can be in its way.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs.html
 */
export class MemberTemplate extends Stack {
  constructor(scope: Construct, id: string, configuration: Configuration) {
    super(scope, id, {
      // The library's own types are at odds with `exactOptionalPropertyTypes` here.
      synthesizer: new BootstraplessSynthesizer() as IStackSynthesizer,
      description: 'rootguard: forwards what the root user does to the home account',
    });
    new ForwardingRules(this, 'Forward', {
      rules: MEMBER_RULES,
      busArn: homeBusArn(configuration),
      deadLetterQueueArn: undeliveredQueueArn(configuration),
    });
  }
}

/** Synthesized in an app of its own: in the main one, `cdk deploy` would take the template for a stack to deploy. */
export function synthesizeMemberTemplate(configuration: Configuration): Readonly<Record<string, unknown>> {
  const outdir = mkdtempSync(join(tmpdir(), 'rootguard-members-'));
  try {
    const app = new App({ outdir, analyticsReporting: false });
    const stack = new MemberTemplate(app, 'rootguard-member', configuration);
    return app.synth().getStackByName(stack.stackName).template;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
