import * as v from 'valibot';
import type { Answer, Operation } from '../../http/operation.ts';
import { object, text } from '../../shapes.ts';
import { type Rule, type RuleState, ruleArn } from '../bus.ts';
import { type EventsContext, ownBus, parseInput, ruleOf } from '../context.ts';
import { validationException } from '../errors.ts';
import { pageEntries, pageOf } from '../page.ts';
import { patternOf } from '../pattern-text.ts';

const busEntry = { EventBusName: v.optional(v.string()) };

const nameInput = object({ Name: v.pipe(text, v.maxLength(64)), ...busEntry });

const putInput = object({
  Name: v.pipe(v.string(), v.regex(/^[.\-_A-Za-z0-9]{1,64}$/)),
  ...busEntry,
  EventPattern: v.optional(v.pipe(v.string(), v.maxLength(4096))),
  ScheduleExpression: v.optional(v.string()),
  State: v.optional(v.picklist(['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'])),
  Description: v.optional(v.string()),
  RoleArn: v.optional(v.string()),
});

const listInput = object({
  ...pageEntries,
  NamePrefix: v.optional(v.string()),
  EventBusName: v.optional(v.string()),
});

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
export const putRule =
  (context: EventsContext): Operation =>
  (call) => {
    const input = parseInput(putInput, call);
    if (input.EventPattern === undefined && input.ScheduleExpression === undefined) {
      throw validationException('Parameter(s) EventPattern or ScheduleExpression must be specified.');
    }
    const bus = ownBus(context, call, input.EventBusName);
    const rule: Rule = {
      name: input.Name,
      arn: ruleArn(bus, input.Name),
      busName: bus.name,
      description: input.Description,
      roleArn: input.RoleArn,
      eventPattern: input.EventPattern,
      pattern: input.EventPattern === undefined ? undefined : patternOf(input.EventPattern),
      scheduleExpression: input.ScheduleExpression,
      state: input.State ?? 'ENABLED',
      createdBy: call.caller.accountId,
      targets: bus.rules.get(input.Name)?.targets ?? new Map(),
    };
    bus.rules.set(rule.name, rule);
    return { RuleArn: rule.arn };
  };

/** Deleting a rule that does not exist succeeds. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteRule.html */
export const deleteRule =
  (context: EventsContext): Operation =>
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
export const enableRule = (context: EventsContext): Operation => setState(context, 'ENABLED');

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DisableRule.html */
export const disableRule = (context: EventsContext): Operation => setState(context, 'DISABLED');

function setState(context: EventsContext, state: RuleState): Operation {
  return (call) => {
    const { Name, EventBusName } = parseInput(nameInput, call);
    const bus = ownBus(context, call, EventBusName);
    bus.rules.set(Name, { ...ruleOf(bus, Name), state });
    return {};
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html */
export const describeRule =
  (context: EventsContext): Operation =>
  (call) => {
    const { Name, EventBusName } = parseInput(nameInput, call);
    const rule = ruleOf(ownBus(context, call, EventBusName), Name);
    return { ...ruleAnswer(rule), CreatedBy: rule.createdBy };
  };

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html */
export const listRules =
  (context: EventsContext): Operation =>
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
