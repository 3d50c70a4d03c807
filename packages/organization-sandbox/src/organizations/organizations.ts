import { withRequestChecks } from '../contract/constraints.ts';
import type { Service } from '../contract/operation.ts';
import type { OrganizationsContext } from './context.ts';
import { closeAccount, moveAccount } from './operations/account-changes.ts';
import { type Creations, createAccount, describeCreateAccountStatus } from './operations/create-account.ts';
import { leaveOrganization, removeAccountFromOrganization } from './operations/departures.ts';
import {
  attachPolicy,
  detachPolicy,
  disablePolicyType,
  enablePolicyType,
} from './operations/policy-attachments.ts';
import { createPolicy, deletePolicy, updatePolicy } from './operations/policy-changes.ts';
import {
  describePolicy,
  listPolicies,
  listPoliciesForTarget,
  listTargetsForPolicy,
} from './operations/policy-reads.ts';
import {
  describeAccount,
  describeOrganization,
  describeOrganizationalUnit,
  listAccounts,
  listAccountsForParent,
  listOrganizationalUnitsForParent,
  listParents,
  listRoots,
} from './operations/reads.ts';
import {
  deregisterDelegatedAdministrator,
  disableAwsServiceAccess,
  enableAwsServiceAccess,
  listAwsServiceAccess,
  listDelegatedAdministrators,
  listDelegatedServicesForAccount,
  registerDelegatedAdministrator,
} from './operations/service-access.ts';
import { invalidRequest, REQUESTS } from './requests.ts';

export function createOrganizations(context: OrganizationsContext): Service {
  const creations: Creations = new Map();
  return {
    name: 'organizations',
    operations: withRequestChecks(
      REQUESTS,
      {
        DescribeOrganization: describeOrganization(context),
        DescribeAccount: describeAccount(context),
        ListAccounts: listAccounts(context),
        ListAccountsForParent: listAccountsForParent(context),
        ListRoots: listRoots(context),
        ListParents: listParents(context),
        ListOrganizationalUnitsForParent: listOrganizationalUnitsForParent(context),
        DescribeOrganizationalUnit: describeOrganizationalUnit(context),
        CreateAccount: createAccount(context, creations),
        DescribeCreateAccountStatus: describeCreateAccountStatus(context, creations),
        MoveAccount: moveAccount(context),
        CloseAccount: closeAccount(context),
        RemoveAccountFromOrganization: removeAccountFromOrganization(context),
        LeaveOrganization: leaveOrganization(context),
        ListAWSServiceAccessForOrganization: listAwsServiceAccess(context),
        EnableAWSServiceAccess: enableAwsServiceAccess(context),
        DisableAWSServiceAccess: disableAwsServiceAccess(context),
        ListDelegatedAdministrators: listDelegatedAdministrators(context),
        ListDelegatedServicesForAccount: listDelegatedServicesForAccount(context),
        RegisterDelegatedAdministrator: registerDelegatedAdministrator(context),
        DeregisterDelegatedAdministrator: deregisterDelegatedAdministrator(context),
        ListPolicies: listPolicies(context),
        ListPoliciesForTarget: listPoliciesForTarget(context),
        ListTargetsForPolicy: listTargetsForPolicy(context),
        DescribePolicy: describePolicy(context),
        CreatePolicy: createPolicy(context),
        UpdatePolicy: updatePolicy(context),
        DeletePolicy: deletePolicy(context),
        AttachPolicy: attachPolicy(context),
        DetachPolicy: detachPolicy(context),
        EnablePolicyType: enablePolicyType(context),
        DisablePolicyType: disablePolicyType(context),
      },
      invalidRequest,
    ),
  };
}
