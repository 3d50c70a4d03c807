import type { JsonObject } from '../../domain/json-object.ts';
import { valueAt } from '../json.ts';
import type { OwnPartCall, OwnPartLocation } from './calls.ts';

/** CloudFormation calls with the credentials of whoever deploys, or of a role for it, and AWS says so. */
const CLOUDFORMATION = 'cloudformation.amazonaws.com';

/** The roles of service-managed StackSets in the accounts that they deploy to. An administrator can make one of such a name. */
const STACK_SETS_ROLE = /:role\/(?:.*\/)?stacksets-exec-[^/]*$/;

/**
 * Whether the change came through a deployment. That shows the path and not that somebody approved it: whoever may deploy, or may
 * use CloudFormation in a member account, can do it that way.
 * @param detail the CloudTrail record
 * @param deployerRoles patterns of the ARNs of roles that deploy without CloudFormation
 */
export function isByDeployment(
  { startsDeployment }: Pick<OwnPartCall, 'startsDeployment'>,
  detail: JsonObject,
  location: OwnPartLocation,
  deployerRoles: readonly string[],
): boolean {
  const role = textAt(detail, 'userIdentity.sessionContext.sessionIssuer.arn');
  // A person deploys there only through the StackSet.
  if (location === 'member') return STACK_SETS_ROLE.test(role);
  if (startsDeployment) return true;
  if (textAt(detail, 'userIdentity.invokedBy') === CLOUDFORMATION) return true;
  return deployerRoles.some((pattern) => matchesPattern(role, pattern));
}

function textAt(detail: JsonObject, path: string): string {
  const value = valueAt(detail, path);
  return typeof value === 'string' ? value : '';
}

/** `*` and `?` as in policies. */
function matchesPattern(text: string, pattern: string): boolean {
  const source = pattern
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
