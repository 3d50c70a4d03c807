import { AwsError } from '../../contract/aws-error.ts';
import type { Operation } from '../../contract/operation.ts';
import type { Account } from '../../world/account.ts';
import {
  constraintViolation,
  type OrganizationsContext,
  requireAccount,
  requireManagement,
  text,
} from '../context.ts';

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_RemoveAccountFromOrganization.html */
export const removeAccountFromOrganization =
  (context: OrganizationsContext): Operation =>
  (call) => {
    requireManagement(context, call);
    depart(context, requireAccount(context, text(call, 'AccountId')), 'Removed');
    return {};
  };

/**
 * Called by the member that leaves. The sandbox knows no accounts outside the organization, so that the record of a call
 * that succeeded gets to no bus: what tells of it is AccountDepartedOrganization, in the management account. On AWS the
 * record is on the bus of the account, from where it may no longer be forwarded into the organization.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_LeaveOrganization.html
 */
export const leaveOrganization =
  (context: OrganizationsContext): Operation =>
  ({ caller }) => {
    depart(context, requireAccount(context, caller.accountId), 'Left');
    return {};
  };

function depart(context: OrganizationsContext, { id }: Account, how: 'Left' | 'Removed'): void {
  const { organization, emit, serviceEvents } = context;
  if (organization.isManagement(id)) {
    throw new AwsError(
      'MasterCannotLeaveOrganizationException',
      "You can't remove a management account from an organization.",
    );
  }
  if (organization.isDelegate(id)) {
    throw constraintViolation(
      'CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG',
      'You cannot remove a delegated administrator from the organization.',
    );
  }
  organization.accounts.delete(id);
  organization.policies.forget(id);
  emit(serviceEvents.accountDeparted(id, how));
}
