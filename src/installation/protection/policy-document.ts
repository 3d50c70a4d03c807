/** A service control policy, as AWS Organizations takes it. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Since May 2026. @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
export const MAX_POLICY_CHARACTERS = 10_240;

/** As the command prints it. AWS counts blanks too. */
export function charactersOf(policy: PolicyDocument): number {
  return JSON.stringify(policy, null, 2).length;
}

export function fits(policy: PolicyDocument): boolean {
  return charactersOf(policy) <= MAX_POLICY_CHARACTERS;
}

/** Denies to everybody but these principals (ARN patterns). */
export function denyUnless(
  principals: readonly string[],
  statement: Omit<PolicyStatement, 'Effect'>,
): PolicyStatement {
  const { Sid, Action, Resource, Condition = {} } = statement;
  return {
    Sid,
    Effect: 'Deny',
    Action,
    Resource,
    Condition: { ...Condition, ArnNotLike: { ...Condition.ArnNotLike, 'aws:PrincipalArn': principals } },
  };
}
