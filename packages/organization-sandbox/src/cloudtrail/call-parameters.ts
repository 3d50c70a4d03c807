import type { Call } from '../contract/operation.ts';
import { queryStructure } from '../contract/query-structure.ts';
import { ROOT_USER_NAME } from '../iam/credential-owner.ts';
import { elements } from './format.ts';

/** What the caller asked for, as CloudTrail records it; null for nothing. */
export const requestParameters = (call: Call): Record<string, unknown> | null =>
  elements(structured(parametersOf(call)));

/** EnableMFADevice by root is the only call whose record names the root user as a user. */
function parametersOf({ operation, caller, input }: Call): Readonly<Record<string, unknown>> {
  const { Version, Action, AuthenticationCode1, AuthenticationCode2, ...parameters } = input;
  const isRoot = caller.type === 'root-user' || caller.type === 'root-session';
  if (operation !== 'EnableMFADevice' || !isRoot) return parameters;
  return { UserName: ROOT_USER_NAME, ...parameters };
}

/** A field of a Query request names its place: `TaskPolicyArn.arn`. */
const structured = (parameters: Readonly<Record<string, unknown>>) =>
  Object.keys(parameters).some((name) => name.includes('.')) ? queryStructure(parameters) : parameters;
