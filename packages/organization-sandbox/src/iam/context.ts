import { AwsError } from '../contract/aws-error.ts';
import type { Call } from '../contract/operation.ts';
import type { Ids } from '../ids.ts';
import type { Settings } from '../settings/settings.ts';
import type { Organization } from '../world/organization.ts';
import type { KeyStatus } from '../world/root-credentials.ts';

/** What IAM operations work on. */
export interface IamContext {
  readonly organization: Organization;
  readonly settings: Settings;
  readonly ids: Ids;
}

/** A member of the request; undefined if it is absent or empty. */
export function optionalText({ input }: Call, name: string): string | undefined {
  const value = input[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** @throws AwsError ValidationError, with the message of AWS's request validation */
export function requiredText(call: Call, name: string): string {
  const value = optionalText(call, name);
  if (value !== undefined) return value;
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  throw new AwsError(
    'ValidationError',
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}

/** The member Status of a request that enables or disables an access key or certificate. Its values were checked before. */
export const statusOf = (call: Call): KeyStatus =>
  requiredText(call, 'Status') === 'Active' ? 'Active' : 'Inactive';
