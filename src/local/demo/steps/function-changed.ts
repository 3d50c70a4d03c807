import type { EventBridgeEvent } from 'organization-sandbox/eventbridge/event.ts';
import { check } from '../check.ts';
import { watchNotifications } from '../notifications.ts';
import type { Scene } from '../scene.ts';
import type { Step } from '../step.ts';

const FUNCTION = 'rootguard-home-ConsumerFunction1B019A9B-demo';

export const functionChanged: Step = {
  name: 'function-changed',
  title: 'An administrator of the home account replaces the code of a function of rootguard',
  async run(scene, print) {
    const notifications = watchNotifications(scene);
    scene.sandbox.emit(codeReplaced(scene));
    await scene.stack.idle();
    const [subject = ''] = notifications();
    check('notifications', notifications(), [
      'rootguard critical: The guardrail was weakened (organization)',
    ]);
    print('Nobody deployed, so it was notified at once, with the principal and the address.');
    return { subject };
  },
};

/** @see https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html */
function codeReplaced({ sandbox }: Scene): EventBridgeEvent {
  const { homeAccountId, clock } = sandbox;
  const time = `${clock.now().toISOString().slice(0, 19)}Z`;
  return {
    version: '0',
    id: '0d6f8c1e-5a53-4b0e-9d3b-1f1f0a9e7c11',
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.lambda',
    account: homeAccountId,
    time,
    region: 'us-east-1',
    resources: [],
    detail: {
      eventVersion: '1.11',
      userIdentity: {
        type: 'AssumedRole',
        arn: `arn:aws:sts::${homeAccountId}:assumed-role/Admin/mallory`,
        accountId: homeAccountId,
      },
      eventTime: time,
      eventSource: 'lambda.amazonaws.com',
      eventName: 'UpdateFunctionCode20150331v2',
      awsRegion: 'us-east-1',
      sourceIPAddress: '198.51.100.7',
      userAgent: 'aws-cli/2.31.0',
      requestParameters: { functionName: FUNCTION, dryRun: false, publish: false },
      responseElements: { functionName: FUNCTION, environment: {} },
      eventID: '5f0c2a7b-2f4e-4c39-8d3e-0f6f4d8f9a10',
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: homeAccountId,
    },
  };
}
