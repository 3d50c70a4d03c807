import { EnableRuleCommand, type EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import type { RuleFacts, RuleSwitch } from '../../guardrail/ports/deployment-inspection.ts';
import { callAws } from '../aws-call.ts';
import { hasCode, present } from '../failures.ts';

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html */
export async function readRules(
  client: EventBridgeClient,
  bus: string,
  prefix: string,
): Promise<readonly RuleFacts[] | undefined> {
  const rules: RuleFacts[] = [];
  let next: string | undefined;
  const call = { call: 'events:ListRules', resource: `event bus ${bus}` };
  try {
    do {
      const command = new ListRulesCommand({ EventBusName: bus, NamePrefix: prefix, NextToken: next });
      const { Rules, NextToken } = await callAws(call, client.send(command));
      const found = present(call, 'Rules', Rules);
      rules.push(...found.map(({ Name = '', State = 'ENABLED' }) => ({ name: Name, state: State })));
      next = NextToken;
    } while (next !== undefined);
  } catch (error) {
    if (hasCode(error, 'ResourceNotFoundException')) return undefined;
    throw error;
  }
  return rules;
}

export function createRuleSwitch(client: EventBridgeClient): RuleSwitch {
  return {
    async enableRule(bus, rule) {
      const call = { call: 'events:EnableRule', resource: `rule ${rule}` };
      await callAws(call, client.send(new EnableRuleCommand({ EventBusName: bus, Name: rule })));
    },
  };
}
