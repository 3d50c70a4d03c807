import * as v from 'valibot';
import { limitedText } from '../../contract/constraints.ts';
import type { Operation } from '../../contract/operation.ts';
import { object } from '../../contract/shapes.ts';
import { isBusPolicy } from '../bus-policy.ts';
import { type EventBridgeContext, ownBus, parseInput } from '../context.ts';
import { resourceNotFound, validationException } from '../errors.ts';
import { ownBusName } from '../members.ts';

const statementId = limitedText({ min: 1, max: 64, pattern: '[a-zA-Z0-9-_]+' });

const putInput = object({
  EventBusName: v.optional(ownBusName),
  Policy: v.optional(v.string()),
  Action: v.optional(limitedText({ min: 1, max: 64, pattern: 'events:[a-zA-Z]+' })),
  Principal: v.optional(limitedText({ min: 1, max: 12, pattern: '(\\d{12}|\\*)' })),
  StatementId: v.optional(statementId),
  Condition: v.optional(object({ Type: v.string(), Key: v.string(), Value: v.string() })),
});

const removeInput = object({
  EventBusName: v.optional(ownBusName),
  StatementId: v.optional(statementId),
  RemoveAllPermissions: v.optional(v.boolean()),
});

const storedPolicy = object({ Statement: v.array(v.looseObject({ Sid: v.optional(v.string()) })) });

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPermission.html */
export const putPermission =
  (context: EventBridgeContext): Operation =>
  (call) => {
    const { EventBusName, Policy, Action, Principal, StatementId, Condition } = parseInput(putInput, call);
    const bus = ownBus(context, call, EventBusName);
    if (Policy !== undefined) {
      if (!isBusPolicy(Policy)) throw validationException('Policy is not a valid resource policy.');
      bus.policy = Policy;
      return {};
    }
    if (!Principal || !StatementId)
      throw validationException('Give a Policy, or a Principal and a StatementId.');
    const statement = {
      Sid: StatementId,
      Effect: 'Allow',
      Principal: Principal === '*' ? '*' : { AWS: `arn:aws:iam::${Principal}:root` },
      Action: Action ?? 'events:PutEvents',
      Resource: bus.arn,
      ...(Condition && { Condition: { [Condition.Type]: { [Condition.Key]: Condition.Value } } }),
    };
    setStatements(bus, [...statementsOf(bus).filter(({ Sid }) => Sid !== StatementId), statement]);
    return {};
  };

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RemovePermission.html */
export const removePermission =
  (context: EventBridgeContext): Operation =>
  (call) => {
    const { EventBusName, StatementId, RemoveAllPermissions = false } = parseInput(removeInput, call);
    const bus = ownBus(context, call, EventBusName);
    const statements = statementsOf(bus);
    const remaining = RemoveAllPermissions ? [] : statements.filter(({ Sid }) => Sid !== StatementId);
    if (!RemoveAllPermissions && remaining.length === statements.length) {
      throw resourceNotFound(`Statement with the provided id ${StatementId ?? ''} does not exist.`);
    }
    setStatements(bus, remaining);
    return {};
  };

interface PolicyHolder {
  policy: string | undefined;
}

function statementsOf({ policy }: PolicyHolder) {
  const stored = v.safeParse(storedPolicy, policy === undefined ? undefined : JSON.parse(policy));
  return stored.success ? stored.output.Statement : [];
}

function setStatements(bus: PolicyHolder, statements: readonly object[]): void {
  bus.policy =
    statements.length === 0 ? undefined : JSON.stringify({ Version: '2012-10-17', Statement: statements });
}
