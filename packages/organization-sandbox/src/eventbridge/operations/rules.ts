import * as v from 'valibot';
import { limitedText, oneOf } from '../../contract/constraints.ts';
import type { Answer, Operation } from '../../contract/operation.ts';
import { object } from '../../contract/shapes.ts';
import { tagList } from '../../contract/tags.ts';
import { type EventBus, type Rule, type RuleState, ruleArn } from '../bus.ts';
import { type EventBridgeContext, ownBus, parseInput, ruleOf } from '../context.ts';
import { validationException } from '../errors.ts';
import { arn, busEntry, description, ruleName } from '../members.ts';
import { pageEntries, pageOf } from '../page.ts';
import { parsePatternText } from '../pattern/parse-text.ts';
import { isSchedule } from '../schedule.ts';

const nameInputEntries = { Name: ruleName, ...busEntry };
const nameInput = object(nameInputEntries);

const putInput = object({
  ...nameInputEntries,
  EventPattern: v.optional(limitedText({ max: 4096 })),
  ScheduleExpression: v.optional(limitedText({ max: 256 })),
  State: v.optional(oneOf('ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS')),
  Description: description,
  RoleArn: v.optional(arn),
  Tags: tagList,
});

const listInput = object({ ...pageEntries, NamePrefix: v.optional(ruleName), ...busEntry });

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
export const putRule =
  (context: EventBridgeContext): Operation =>
  (call) => {
    const input = parseInput(putInput, call);
    if (input.EventPattern === undefined && input.ScheduleExpression === undefined) {
      throw validationException('Parameter(s) EventPattern or ScheduleExpression must be specified.');
    }
    const bus = ownBus(context, call, input.EventBusName);
    if (input.ScheduleExpression !== undefined) checkSchedule(input.ScheduleExpression, bus);
    const rule: Rule = {
      name: input.Name,
      arn: ruleArn(bus, input.Name),
      busName: bus.name,
      description: input.Description,
      roleArn: input.RoleArn,
      eventPattern: input.EventPattern,
      pattern: input.EventPattern === undefined ? undefined : parsePatternText(input.EventPattern),
      scheduleExpression: input.ScheduleExpression,
      state: input.State ?? 'ENABLED',
      createdBy: call.caller.accountId,
      targets: bus.rules.get(input.Name)?.targets ?? new Map(),
    };
    bus.rules.set(rule.name, rule);
    return { RuleArn: rule.arn };
  };

function checkSchedule(schedule: string, bus: EventBus): void {
  if (bus.name !== 'default') {
    throw validationException('ScheduleExpression is supported only on the default event bus.');
  }
  if (!isSchedule(schedule)) throw validationException('Parameter ScheduleExpression is not valid.');
}

/** Deleting a rule that does not exist succeeds. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteRule.html */
export const deleteRule =
  (context: EventBridgeContext): Operation =>
  (call) => {
    const { Name, EventBusName } = parseInput(nameInput, call);
    const bus = ownBus(context, call, EventBusName);
    if ((bus.rules.get(Name)?.targets.size ?? 0) > 0) {
      throw validationException("Rule can't be deleted since it has targets.");
    }
    bus.rules.delete(Name);
    return {};
  };

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_EnableRule.html */
export const enableRule = (context: EventBridgeContext): Operation => setState(context, 'ENABLED');

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DisableRule.html */
export const disableRule = (context: EventBridgeContext): Operation => setState(context, 'DISABLED');

function setState(context: EventBridgeContext, state: RuleState): Operation {
  return (call) => {
    const { Name, EventBusName } = parseInput(nameInput, call);
    const bus = ownBus(context, call, EventBusName);
    bus.rules.set(Name, { ...ruleOf(bus, Name), state });
    return {};
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html */
export const describeRule =
  (context: EventBridgeContext): Operation =>
  (call) => {
    const { Name, EventBusName } = parseInput(nameInput, call);
    const rule = ruleOf(ownBus(context, call, EventBusName), Name);
    return { ...ruleAnswer(rule), CreatedBy: rule.createdBy };
  };

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html */
export const listRules =
  (context: EventBridgeContext): Operation =>
  (call) => {
    const { NamePrefix = '', EventBusName, ...page } = parseInput(listInput, call);
    const rules = [...ownBus(context, call, EventBusName).rules.values()]
      .filter(({ name }) => name.startsWith(NamePrefix))
      .sort((left, right) => (left.name < right.name ? -1 : 1));
    const { items, next } = pageOf(rules, page);
    return { Rules: items.map(ruleAnswer), ...next };
  };

const ruleAnswer = (rule: Rule): Answer => ({
  Name: rule.name,
  Arn: rule.arn,
  ...(rule.eventPattern !== undefined && { EventPattern: rule.eventPattern }),
  ...(rule.scheduleExpression !== undefined && { ScheduleExpression: rule.scheduleExpression }),
  State: rule.state,
  ...(rule.description !== undefined && { Description: rule.description }),
  ...(rule.roleArn !== undefined && { RoleArn: rule.roleArn }),
  EventBusName: rule.busName,
});
