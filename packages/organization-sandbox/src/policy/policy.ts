import * as v from 'valibot';
import { oneOrMany, record, strictObject } from '../contract/shapes.ts';
import { matchesPattern } from './glob.ts';

const statement = v.pipe(
  strictObject({
    Sid: v.optional(v.string()),
    Effect: v.picklist(['Allow', 'Deny']),
    Action: v.optional(oneOrMany),
    NotAction: v.optional(oneOrMany),
    Resource: v.optional(oneOrMany),
    NotResource: v.optional(oneOrMany),
    Condition: v.optional(record(record(oneOrMany)), {}),
  }),
  v.check((it) => (it.Action === undefined) !== (it.NotAction === undefined), 'needs Action or NotAction'),
  v.check(
    (it) => (it.Resource === undefined) !== (it.NotResource === undefined),
    'needs Resource or NotResource',
  ),
);

export const policySchema = strictObject({
  Version: v.literal('2012-10-17'),
  Statement: v.union([
    v.pipe(
      statement,
      v.transform((one) => [one]),
    ),
    v.array(statement),
  ]),
});

/** An IAM policy document. */
export type Policy = v.InferOutput<typeof policySchema>;
type Statement = Policy['Statement'][number];

/** The request to evaluate. `context` holds condition keys such as `aws:PrincipalArn`. */
export interface PolicyRequest {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
}

export type PolicyDecision = 'allowed' | 'denied' | 'no-match';

/**
 * Evaluates one document: an explicit deny overrides any allow.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluate(policy: Policy, request: PolicyRequest): PolicyDecision {
  const applicable = policy.Statement.filter((it) => applies(it, request));
  if (applicable.some(({ Effect }) => Effect === 'Deny')) return 'denied';
  return applicable.length > 0 ? 'allowed' : 'no-match';
}

function applies(it: Statement, { action, resource, context }: PolicyRequest): boolean {
  const aboutAction = it.Action === undefined ? !isAction(it.NotAction, action) : isAction(it.Action, action);
  const aboutResource =
    it.Resource === undefined ? !isNamed(it.NotResource, resource) : isNamed(it.Resource, resource);
  return aboutAction && aboutResource && conditionsMatch(it.Condition, context);
}

const isNamed = (patterns: readonly string[] = [], value: string): boolean =>
  patterns.some((pattern) => matchesPattern(pattern, value));

/** Actions are case-insensitive, unlike ARNs. */
const isAction = (patterns: readonly string[] = [], action: string): boolean =>
  isNamed(
    patterns.map((pattern) => pattern.toLowerCase()),
    action.toLowerCase(),
  );

type Comparison = (expected: string, actual: string) => boolean;

const COMPARISONS: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ['StringEquals', (expected, actual) => expected === actual],
  ['StringLike', matchesPattern],
  ['ArnEquals', matchesPattern],
  ['ArnLike', matchesPattern],
  ['Bool', (expected, actual) => expected.toLowerCase() === actual.toLowerCase()],
]);

function conditionsMatch(condition: Statement['Condition'], context: PolicyRequest['context']): boolean {
  return Object.entries(condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) =>
      conditionMatches(operator, values, conditionKey(context, key), context),
    ),
  );
}

function conditionMatches(
  operator: string,
  values: readonly string[],
  actual: string | undefined,
  context: PolicyRequest['context'],
): boolean {
  const ifExists = operator.endsWith('IfExists');
  const name = operator.replace(/IfExists$/, '');
  const negated = name.includes('Not');
  const compare = COMPARISONS.get(name.replace('Not', ''));
  if (compare === undefined) throw new Error(`the sandbox does not know the condition operator ${operator}`);
  // A key that is absent matches nothing, so a negated operator is true.
  if (actual === undefined) return ifExists || negated;
  const found = values.some((value) => compare(fillVariables(value, context), actual));
  return found !== negated;
}

const fillVariables = (text: string, context: PolicyRequest['context']): string =>
  text.replace(/\$\{([\w:]+)\}/g, (variable, key: string) => conditionKey(context, key) ?? variable);

/** A document may name a key that every object inherits, such as `constructor`. */
const conditionKey = (context: PolicyRequest['context'], key: string): string | undefined =>
  Object.hasOwn(context, key) ? context[key] : undefined;
