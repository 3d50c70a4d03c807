import { AwsError } from '../../contract/aws-error.ts';
import { limitedList } from '../../contract/constraints.ts';
import type { Operation } from '../../contract/operation.ts';
import { object } from '../../contract/shapes.ts';
import { parseArn } from '../arn.ts';
import { type EventBridgeContext, ownBus, parseInput, ruleOf } from '../context.ts';
import { validationException } from '../errors.ts';
import { arn, busEntry, ruleName, targetId } from '../members.ts';
import { pageEntries, pageOf } from '../page.ts';
import { type Target, targetSchema } from '../target-schema.ts';

const ruleEntries = { Rule: ruleName, ...busEntry };
const putInput = object({
  ...ruleEntries,
  Targets: limitedList(targetSchema, { min: 1, max: 100 }),
});
const removeInput = object({
  ...ruleEntries,
  Ids: limitedList(targetId, { min: 1, max: 100 }),
});
const listInput = object({ ...ruleEntries, ...pageEntries });
const namesInput = object({
  ...pageEntries,
  TargetArn: arn,
  ...busEntry,
});

/** Targets of one rule at most. */
const MAX_TARGETS = 5;

/** The services that the sandbox can deliver to. */
const SERVICES = new Set(['sqs', 'sns', 'events']);

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html */
export const putTargets =
  (context: EventBridgeContext): Operation =>
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

/** A target in another account needs a role of the rule's own account. */
function checkTarget(target: Target, accountId: string): void {
  checkInput(target);
  const { Arn, RoleArn } = target;
  const parsed = parseArn(Arn);
  if (parsed === undefined) {
    throw validationException(
      `Parameter ${Arn} is not valid. Reason: Provided Arn is not in correct format.`,
    );
  }
  if (!SERVICES.has(parsed.service)) {
    throw validationException(
      `The sandbox has no targets of ${parsed.service}, only of ${[...SERVICES].join(', ')}.`,
    );
  }
  if (parsed.accountId !== accountId && RoleArn === undefined) {
    throw validationException(`RoleArn is required for target ${Arn}.`);
  }
}

/** Checks that a target sets its input in at most one way. */
function checkInput({ Id, Input, InputPath, InputTransformer }: Target): void {
  if ([Input, InputPath, InputTransformer].filter((value) => value !== undefined).length > 1) {
    throw validationException(
      `Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`,
    );
  }
  if (Input !== undefined && !isJson(Input)) {
    throw validationException(`JSON syntax error in input for target ${Id}.`);
  }
  const paths = InputPath === undefined ? Object.values(InputTransformer?.InputPathsMap ?? {}) : [InputPath];
  const invalid = paths.find((path) => !/^\$(\.|\[|$)/.test(path));
  if (invalid !== undefined) {
    throw validationException(
      `Invalid input path ${invalid} for target ${Id}. Reason: a path begins with $.`,
    );
  }
  const reserved = Object.keys(InputTransformer?.InputPathsMap ?? {}).find((name) => /^aws/i.test(name));
  if (reserved !== undefined) {
    throw validationException(
      `InputPathsMap of target ${Id} must not have a name that begins with AWS: ${reserved}.`,
    );
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RemoveTargets.html */
export const removeTargets =
  (context: EventBridgeContext): Operation =>
  (call) => {
    const { Rule, EventBusName, Ids } = parseInput(removeInput, call);
    const { targets } = ruleOf(ownBus(context, call, EventBusName), Rule);
    for (const id of Ids) targets.delete(id);
    return { FailedEntryCount: 0, FailedEntries: [] };
  };

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTargetsByRule.html */
export const listTargetsByRule =
  (context: EventBridgeContext): Operation =>
  (call) => {
    const { Rule, EventBusName, ...page } = parseInput(listInput, call);
    const { targets } = ruleOf(ownBus(context, call, EventBusName), Rule);
    const { items, next } = pageOf([...targets.values()], page);
    return { Targets: items, ...next };
  };

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRuleNamesByTarget.html */
export const listRuleNamesByTarget =
  (context: EventBridgeContext): Operation =>
  (call) => {
    const { TargetArn, EventBusName, ...page } = parseInput(namesInput, call);
    const names = [...ownBus(context, call, EventBusName).rules.values()]
      .filter(({ targets }) => [...targets.values()].some(({ Arn }) => Arn === TargetArn))
      .map(({ name }) => name)
      .sort();
    const { items, next } = pageOf(names, page);
    return { RuleNames: items, ...next };
  };
