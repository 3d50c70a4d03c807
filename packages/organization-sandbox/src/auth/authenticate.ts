import type { Caller } from '../contract/operation.ts';
import type { Account } from '../world/account.ts';
import type { Organization } from '../world/organization.ts';
import type { AccessKey } from '../world/root-credentials.ts';
import { invalidToken } from './errors.ts';
import type { Sessions } from './sessions.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly sessionToken: string | undefined;
}

/** The role that a caller with a 12-digit access key id has, in that account, unless it names another one. */
const ADMIN_ROLE = 'sandbox-admin';
const ADMIN_SESSION = 'session';

/** An account, alone or with the name of a role: `222222222222-auditor`. */
const ROLE_KEY = /^(\d{12})(?:-([\w+=.@-]{1,64}))?$/;

/**
 * Finds the caller by access key id. The signature is not verified.
 *
 * @throws AwsError InvalidClientTokenId, ExpiredToken
 */
export function authenticate(
  { accessKeyId, sessionToken }: Credentials,
  organization: Organization,
  sessions: Sessions,
  now: Date,
): Caller {
  if (accessKeyId.startsWith('ASIA')) return sessions.find(accessKeyId, sessionToken, now);
  const [, accountId, roleName] = ROLE_KEY.exec(accessKeyId) ?? [];
  if (accountId !== undefined) return adminRole({ accountId, accessKeyId, roleName }, organization);
  for (const account of organization.accounts.values()) {
    const owner = ownerOfKey(account, accessKeyId);
    if (owner !== undefined) return owner;
  }
  throw invalidToken();
}

interface RoleKey {
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly roleName: string | undefined;
}

function adminRole(
  { accountId, accessKeyId, roleName = ADMIN_ROLE }: RoleKey,
  organization: Organization,
): Caller {
  if (!organization.accounts.has(accountId)) throw invalidToken();
  const arn = `arn:aws:sts::${accountId}:assumed-role/${roleName}/${ADMIN_SESSION}`;
  return { type: 'admin-role', accountId, accessKeyId, arn, roleName };
}

function ownerOfKey({ id: accountId, root, users }: Account, accessKeyId: string): Caller | undefined {
  const works = ({ id, status }: AccessKey) => id === accessKeyId && status === 'Active';
  if (root.credentials.accessKeys.some(works)) {
    return { type: 'root-user', accountId, accessKeyId, arn: `arn:aws:iam::${accountId}:root` };
  }
  const user = [...users.values()].find(({ accessKeys }) => accessKeys.some(works));
  if (user === undefined) return undefined;
  const arn = `arn:aws:iam::${accountId}:user/${user.name}`;
  return { type: 'iam-user', accountId, accessKeyId, arn, userName: user.name };
}
