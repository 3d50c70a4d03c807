import type { Account } from '@aws-sdk/client-organizations';
import {
  ACCOUNT_STATES,
  type AccountId,
  type AccountState,
  isAccountId,
  JOINED_METHODS,
  type MemberAccount,
} from '../../domain/account.ts';
import { type AwsCall, malformedAnswer } from '../failures.ts';
import { organizationalUnitsOf, type WalkParents } from './organizational-units.ts';

/**
 * @param call that listed the account
 * @throws AwsCallError when the account has no id, or its parents cannot be read
 */
export async function memberAccountOf(
  account: Account,
  walkParents: WalkParents,
  call: AwsCall,
): Promise<MemberAccount> {
  const { Id: id = '', Name, JoinedMethod, JoinedTimestamp, Paths } = account;
  if (!isAccountId(id)) throw malformedAnswer(call, `an account has the id "${id}"`);
  return {
    id,
    name: Name || id,
    state: stateOf(account),
    joinedMethod: JOINED_METHODS.find((known) => known === JoinedMethod),
    joinedAt: JoinedTimestamp,
    organizationalUnits: organizationalUnitsOf(Paths) ?? (await walkParents(id)),
  };
}

/**
 * Compares the id with the configured one, and in the ARN the id of the management account with that of the account: a
 * wrong configuration must not make the management account a member.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html
 */
export function isManagementAccount({ Id, Arn }: Account, managementAccountId: AccountId): boolean {
  return Id === managementAccountId || (Id !== undefined && Arn?.split(':')[4] === Id);
}

/** AWS replaced Status by State. @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html */
function stateOf({ State, Status }: Account): AccountState {
  const state: string | undefined = State ?? Status;
  return ACCOUNT_STATES.find((known) => known === state) ?? 'UNKNOWN';
}
