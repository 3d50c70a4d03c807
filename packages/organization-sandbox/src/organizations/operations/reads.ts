import { AwsError } from '../../contract/aws-error.ts';
import type { Call, Operation } from '../../contract/operation.ts';
import type { Account } from '../../world/account.ts';
import { type OrganizationsContext, requireAccount, requireReader, text } from '../context.ts';
import { describedAccount, describedOrganization, describedRoot, describedUnit } from '../describe.ts';
import { page } from '../page.ts';

/** Any account of the organization may call it. */
export const describeOrganization =
  ({ organization }: OrganizationsContext): Operation =>
  () => ({ Organization: describedOrganization(organization) });

export const describeAccount =
  (context: OrganizationsContext): Operation =>
  (call) => {
    requireReader(context, call);
    const account = requireAccount(context, text(call, 'AccountId'));
    return { Account: describedAccount(context.organization, account) };
  };

export const listAccounts =
  (context: OrganizationsContext): Operation =>
  (call) => {
    requireReader(context, call);
    return accountPage(context, call, [...context.organization.accounts.values()]);
  };

export const listAccountsForParent =
  (context: OrganizationsContext): Operation =>
  (call) => {
    requireReader(context, call);
    const parent = requireParent(context, text(call, 'ParentId'));
    const children = [...context.organization.accounts.values()].filter(
      (account) => account.parent === parent,
    );
    return accountPage(context, call, children);
  };

const accountPage = ({ organization }: OrganizationsContext, call: Call, accounts: readonly Account[]) =>
  page(call, 'Accounts', accounts, (account) => describedAccount(organization, account));

export const listRoots =
  (context: OrganizationsContext): Operation =>
  (call) => {
    requireReader(context, call);
    return page(call, 'Roots', [context.organization], describedRoot);
  };

export const listOrganizationalUnitsForParent =
  (context: OrganizationsContext): Operation =>
  (call) => {
    requireReader(context, call);
    const parent = requireParent(context, text(call, 'ParentId'));
    const units = [...context.organization.units.values()].filter((unit) => unit.parent === parent);
    return page(call, 'OrganizationalUnits', units, (unit) => describedUnit(context.organization, unit));
  };

export const describeOrganizationalUnit =
  (context: OrganizationsContext): Operation =>
  (call) => {
    requireReader(context, call);
    const unit = context.organization.units.get(text(call, 'OrganizationalUnitId'));
    if (unit === undefined) {
      throw new AwsError(
        'OrganizationalUnitNotFoundException',
        "You specified an organizational unit that doesn't exist.",
      );
    }
    return { OrganizationalUnit: describedUnit(context.organization, unit) };
  };

export const listParents =
  (context: OrganizationsContext): Operation =>
  (call) => {
    requireReader(context, call);
    const { accounts, units } = context.organization;
    const childId = text(call, 'ChildId');
    const parent = accounts.get(childId)?.parent ?? units.get(childId)?.parent;
    if (parent === undefined) {
      throw new AwsError('ChildNotFoundException', "You specified a child that doesn't exist.");
    }
    const Type = units.has(parent) ? 'ORGANIZATIONAL_UNIT' : 'ROOT';
    return page(call, 'Parents', [{ Id: parent, Type }], (it) => it);
  };

function requireParent({ organization }: OrganizationsContext, id: string): string {
  if (organization.isParent(id)) return id;
  throw new AwsError('ParentNotFoundException', "You specified a parent that doesn't exist.");
}
