import { isJsonObject, type JsonObject } from '../../../domain/json-object.ts';
import { type Statement, textsOf } from './document.ts';

/** Whom a statement that denies should leave alone. */
export interface Exemption {
  /** Patterns of the ARNs of roles, none wider than it has to be. */
  readonly roles: readonly string[];
  /** Sessions that sts:AssumeRoot opens, and not the root user who signs in. */
  readonly rootSessions: boolean;
}

export const NO_EXEMPTION: Exemption = { roles: [], rootSessions: false };

export function bothExemptions(one: Exemption, other: Exemption): Exemption {
  return {
    roles: [...new Set([...one.roles, ...other.roles])].sort(),
    rootSessions: one.rootSessions || other.rootSessions,
  };
}

/**
 * The statement with conditions under which it leaves the principals alone. Conditions of a statement have to be met together,
 * so it denies nothing more than before. Undefined where a condition that it has already stands in the way.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
 */
export function exempted(statement: Statement, { roles, rootSessions }: Exemption): Statement | undefined {
  const condition = isJsonObject(statement.Condition) ? statement.Condition : {};
  const forRoles = roles.length === 0 ? condition : withoutRoles(condition, roles);
  const forSessions = rootSessions ? withoutRootSessions(forRoles) : forRoles;
  return forSessions === undefined ? undefined : { ...statement, Condition: forSessions };
}

/** Of several values of a negated operator none may match, so a value that is added is one more exemption. */
function withoutRoles(condition: JsonObject, roles: readonly string[]): JsonObject {
  const operator = 'ArnNotLike';
  const block = isJsonObject(condition[operator]) ? condition[operator] : {};
  const key = keyIn(block, 'aws:PrincipalArn');
  const patterns = [...new Set([...textsOf(block[key]), ...roles])];
  return { ...condition, [operator]: { ...block, [key]: patterns } };
}

/** The key is present only in sessions opened by sts:AssumeRoot. */
function withoutRootSessions(condition: JsonObject): JsonObject | undefined {
  const block = isJsonObject(condition.Null) ? condition.Null : {};
  const key = keyIn(block, 'aws:AssumedRoot');
  if (Object.hasOwn(block, key) && textsOf(block[key]).join() !== 'true') return undefined;
  return { ...condition, Null: { ...block, [key]: 'true' } };
}

/** Condition keys are compared without regard to case; the policy's own spelling is kept. */
function keyIn(block: JsonObject, key: string): string {
  return Object.keys(block).find((written) => written.toLowerCase() === key.toLowerCase()) ?? key;
}
