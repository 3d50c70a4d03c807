import { EnableRuleCommand, type EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import type { RuleFacts, RuleSwitch } from '../../guardrail/ports/deployment-inspection.ts';
import { AwsCallError, failureOf, hasCode } from '../failures.ts';

/** @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html */
export async function readRules(
  client: EventBridgeClient,
  bus: string,
  prefix: string,
): Promise<readonly RuleFacts[] | undefined> {
  const rules: RuleFacts[] = [];
  let next: string | undefined;
  try {
    do {
      const { Rules = [], NextToken } = await client.send(
        new ListRulesCommand({ EventBusName: bus, NamePrefix: prefix, NextToken: next }),
      );
      rules.push(...Rules.map(({ Name = '', State }) => ({ name: Name, enabled: State !== 'DISABLED' })));
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
      try {
        await client.send(new EnableRuleCommand({ EventBusName: bus, Name: rule }));
      } catch (error) {
        throw new AwsCallError(failureOf('events:EnableRule', error));
      }
    },
  };
}
