import type { EventBridgeEvent } from 'organization-sandbox/eventbridge/event.ts';
import { expect, it } from 'vitest';
import type { Scene } from '../../src/local/demo/scene.ts';
import { givenScene, HOME, MEMBER } from '../support/sandbox-scene.ts';

const EVENTS = 5_000;
const MAX_MS = 20_000;

/** A rule whose name is that of a rule of rootguard is deleted, over and over. */
function ruleDeleted(account: string, at: string, eventID: string): EventBridgeEvent {
  return {
    version: '0',
    id: eventID,
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.events',
    account,
    time: at,
    region: 'us-east-1',
    resources: [],
    detail: {
      userIdentity: { type: 'AssumedRole', arn: `arn:aws:sts::${account}:assumed-role/Admin/mallory` },
      eventTime: at,
      eventSource: 'events.amazonaws.com',
      eventName: 'DeleteRule',
      requestParameters: { name: 'rootguard-heartbeats' },
      eventID,
    },
  };
}

function waiting({ sandbox, stack }: Scene, queue: 'activity' | 'memberActivity'): number {
  return sandbox.sqs.queues.get(stack.deployment.queues[queue].arn)?.counts().visible ?? Number.NaN;
}

it('what home logs is notified while thousands of events of a member account are waiting', async () => {
  const scene = await givenScene();
  const { sandbox } = scene;
  const at = `${sandbox.clock.now().toISOString().slice(0, 19)}Z`;
  for (let event = 0; event < EVENTS; event += 1) {
    sandbox.eventBridge.emit(ruleDeleted(MEMBER, at, `member-${event}`));
  }
  sandbox.eventBridge.emit(ruleDeleted(HOME, at, 'home'));
  await expect
    .poll(() => sandbox.sns.published().some(({ message }) => message.includes(`in account ${HOME}`)), {
      timeout: MAX_MS,
      interval: 5,
    })
    .toBe(true);
  expect(waiting(scene, 'activity')).toBe(0);
  expect(waiting(scene, 'memberActivity')).toBeGreaterThan(EVENTS / 2);
});
