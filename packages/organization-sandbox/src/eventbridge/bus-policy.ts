import * as v from 'valibot';
import { parseJson } from '../contract/json.ts';
import { object, oneOrMany, record } from '../contract/shapes.ts';

/** The account that puts events on another account's bus, and its organization. */
export interface Sender {
  readonly accountId: string;
  readonly organizationId: string;
}

const statementSchema = object({
  Sid: v.optional(v.string()),
  Effect: v.picklist(['Allow', 'Deny']),
  Principal: v.union([v.literal('*'), object({ AWS: v.optional(oneOrMany) })]),
  Action: oneOrMany,
  Condition: v.optional(record(record(oneOrMany))),
});

const policySchema = object({
  Statement: v.pipe(
    v.union([statementSchema, v.array(statementSchema)]),
    v.transform((value) => [value].flat()),
  ),
});

type Statement = v.InferOutput<typeof statementSchema>;

/** Whether a text is a policy that the sandbox can evaluate. */
export const isBusPolicy = (text: string): boolean => parse(text) !== undefined;

/**
 * Whether the policy of a bus allows another account to put events: it has an Allow for everybody, the account or its root,
 * on `events:PutEvents`, whose only condition may be `aws:PrincipalOrgID`, and no such Deny. A statement with another
 * condition allows nothing.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-permissions-manage.html
 */
export function mayPutEvents(policy: string | undefined, sender: Sender): boolean {
  const statements = (policy === undefined ? undefined : parse(policy))?.Statement ?? [];
  const applying = statements.filter((statement) => applies(statement, sender));
  return applying.length > 0 && applying.every(({ Effect }) => Effect === 'Allow');
}

function applies(statement: Statement, sender: Sender): boolean {
  const isAction = statement.Action.some((action) => /^(events:)?(\*|PutEvents|Put\*)$/i.test(action));
  return isAction && isPrincipal(statement.Principal, sender) && isCondition(statement.Condition, sender);
}

function isPrincipal(principal: Statement['Principal'], { accountId }: Sender): boolean {
  if (principal === '*') return true;
  return (principal.AWS ?? []).some(
    (name) => name === '*' || name === accountId || new RegExp(`^arn:[^:]+:iam::${accountId}:`).test(name),
  );
}

function isCondition(condition: Statement['Condition'] = {}, { organizationId }: Sender): boolean {
  return Object.entries(condition).every(
    ([operator, keys]) =>
      /^String(Equals|Like)$/.test(operator) &&
      Object.entries(keys).every(
        ([key, values]) => key.toLowerCase() === 'aws:principalorgid' && values.includes(organizationId),
      ),
  );
}

function parse(text: string): v.InferOutput<typeof policySchema> | undefined {
  try {
    return v.parse(policySchema, parseJson(text));
  } catch {
    return undefined;
  }
}
