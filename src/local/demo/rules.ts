import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import type { Scene } from './scene.ts';

/** An administrator of the account deletes a rule. @returns how it is put there again */
export async function deleteRule(scene: Scene, account: string, rule: string): Promise<() => Promise<void>> {
  const { eventBridge } = scene.administrator(account);
  const { EventPattern, State } = await eventBridge.send(new DescribeRuleCommand({ Name: rule }));
  const { Targets = [] } = await eventBridge.send(new ListTargetsByRuleCommand({ Rule: rule }));
  const Ids = Targets.flatMap(({ Id }) => Id ?? []);
  await eventBridge.send(new RemoveTargetsCommand({ Rule: rule, Ids }));
  await eventBridge.send(new DeleteRuleCommand({ Name: rule }));
  return async () => {
    await eventBridge.send(new PutRuleCommand({ Name: rule, EventPattern, State }));
    await eventBridge.send(new PutTargetsCommand({ Rule: rule, Targets }));
  };
}
