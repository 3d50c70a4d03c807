import * as v from 'valibot';
import type { Operation } from '../../http/operation.ts';
import { AwsError } from '../../http/operation.ts';
import { object, text } from '../../shapes.ts';
import { parseArn } from '../arn.ts';
import { type EventsContext, ownBus, parseInput, ruleOf } from '../context.ts';
import { validationException } from '../errors.ts';
import { pageEntries, pageOf } from '../page.ts';
import { type Target, targetSchema } from '../target.ts';

const ruleEntries = { Rule: text, EventBusName: v.optional(v.string()) };
const putInput = object({
  ...ruleEntries,
  Targets: v.pipe(v.array(targetSchema), v.nonEmpty(), v.maxLength(100)),
});
const removeInput = object({
  ...ruleEntries,
  Ids: v.pipe(v.array(v.string()), v.nonEmpty(), v.maxLength(100)),
});
const listInput = object({ ...ruleEntries, ...pageEntries });
const namesInput = object({
  ...pageEntries,
  TargetArn: text,
  EventBusName: v.optional(v.string()),
});

/** Targets a rule may have. */
const MAX_TARGETS = 5;

/** What the sandbox can deliver to. */
const SERVICES = new Set(['sqs', 'sns', 'events']);

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html */
export const putTargets =
  (context: EventsContext): Operation =>
  (call) => {
    const { Rule, EventBusName, Targets } = parseInput(putInput, call);
    const { targets } = ruleOf(ownBus(context, call, EventBusName), Rule);
    for (const target of Targets) checkTarget(target, call.caller.accountId);
    if (new Set([...targets.keys(), ...Targets.map(({ Id }) => Id)]).size > MAX_TARGETS) {
      throw new AwsError(
        'LimitExceededException',
        'The requested resource exceeds the maximum number allowed.',
      );
    }
    for (const target of Targets) targets.set(target.Id, target);
    return { FailedEntryCount: 0, FailedEntries: [] };
  };

/** What is in another account is reached through a role of the rule's own account. */
function checkTarget({ Arn, RoleArn }: Target, accountId: string): void {
  const arn = parseArn(Arn);
  if (arn === undefined) {
    throw validationException(
      `Parameter ${Arn} is not valid. Reason: Provided Arn is not in correct format.`,
    );
  }
  if (!SERVICES.has(arn.service)) {
    throw validationException(
      `The sandbox has no targets of ${arn.service}, only of ${[...SERVICES].join(', ')}.`,
    );
  }
  if (arn.accountId !== accountId && RoleArn === undefined) {
    throw validationException(`RoleArn is required for target ${Arn}.`);
  }
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RemoveTargets.html */
export const removeTargets =
  (context: EventsContext): Operation =>
  (call) => {
    const { Rule, EventBusName, Ids } = parseInput(removeInput, call);
    const { targets } = ruleOf(ownBus(context, call, EventBusName), Rule);
    for (const id of Ids) targets.delete(id);
    return { FailedEntryCount: 0, FailedEntries: [] };
  };

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTargetsByRule.html */
export const listTargetsByRule =
  (context: EventsContext): Operation =>
  (call) => {
    const { Rule, EventBusName, ...page } = parseInput(listInput, call);
    const { targets } = ruleOf(ownBus(context, call, EventBusName), Rule);
    const { items, next } = pageOf([...targets.values()], page);
    return { Targets: items, ...next };
  };

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRuleNamesByTarget.html */
export const listRuleNamesByTarget =
  (context: EventsContext): Operation =>
  (call) => {
    const { TargetArn, EventBusName, ...page } = parseInput(namesInput, call);
    const names = [...ownBus(context, call, EventBusName).rules.values()]
      .filter(({ targets }) => [...targets.values()].some(({ Arn }) => Arn === TargetArn))
      .map(({ name }) => name)
      .sort();
    const { items, next } = pageOf(names, page);
    return { RuleNames: items, ...next };
  };
