import { strictObject } from '../contract/shapes.ts';
import { type Condition, compileConditions } from './condition.ts';
import { type Context, type KeyValues, keyValues } from './context.ts';
import { complete, documentOf, type Policy, STATEMENT_ENTRIES, type Statement } from './document.ts';
import { matchesPattern } from './glob.ts';
import { type Template, template } from './variables.ts';

/**
 * An identity-based policy, a session policy or a permissions boundary.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export const policySchema = documentOf(complete(strictObject(STATEMENT_ENTRIES)));

/** The request to evaluate. */
export interface PolicyRequest {
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

export type PolicyDecision = 'allowed' | 'denied' | 'no-match';

/**
 * Evaluates one document: an explicit deny overrides any allow.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluate(policy: Policy, request: PolicyRequest): PolicyDecision {
  return decisionOf(matchingStatements(policy, request));
}

/** The statements that apply to a request, by their index in the document. */
export type StatementMatch = { readonly index: number; readonly effect: Statement['Effect'] };

export function matchingStatements(policy: Policy, request: PolicyRequest): readonly StatementMatch[] {
  const subject: Subject = {
    action: request.action.toLowerCase(),
    resource: request.resource,
    values: keyValues(() => request.context),
  };
  return compiled(policy).flatMap(({ applies, effect }, index) =>
    applies(subject) ? [{ index, effect }] : [],
  );
}

export function decisionOf(matches: readonly StatementMatch[]): PolicyDecision {
  if (matches.some(({ effect }) => effect === 'Deny')) return 'denied';
  return matches.length > 0 ? 'allowed' : 'no-match';
}

/** A request in the form in which statements are compared with it. */
interface Subject {
  /** In lower case: actions are case-insensitive, unlike ARNs. */
  readonly action: string;
  readonly resource: string;
  readonly values: KeyValues;
}

interface CompiledStatement {
  readonly effect: Statement['Effect'];
  readonly applies: (subject: Subject) => boolean;
}

/** A document is prepared once: the same ones are evaluated on each call. */
const COMPILED = new WeakMap<Policy, readonly CompiledStatement[]>();

function compiled(policy: Policy): readonly CompiledStatement[] {
  const known = COMPILED.get(policy);
  if (known !== undefined) return known;
  const hasVariables = policy.Version === '2012-10-17';
  const statements = policy.Statement.map((statement) => compile(statement, hasVariables));
  COMPILED.set(policy, statements);
  return statements;
}

function compile(statement: Statement, hasVariables: boolean): CompiledStatement {
  const { Effect, Action, NotAction = [], Resource, NotResource = [] } = statement;
  const actions = (Action ?? NotAction).map((pattern) => pattern.toLowerCase());
  const resources = (Resource ?? NotResource).map((pattern) => template(pattern, hasVariables));
  const conditions = compileConditions(statement.Condition, hasVariables);
  return {
    effect: Effect,
    applies: ({ action, resource, values }) =>
      actions.some((pattern) => matchesPattern(pattern, action)) === (Action !== undefined) &&
      resources.some((pattern) => matchesResource(pattern, resource, values)) === (Resource !== undefined) &&
      conditions.every((holds: Condition) => holds(values)),
  };
}

function matchesResource(pattern: Template, resource: string, values: KeyValues): boolean {
  const text = pattern(values);
  return text !== undefined && matchesPattern(text, resource);
}
