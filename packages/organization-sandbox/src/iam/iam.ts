import { validationMessage, withRequestChecks } from '../contract/constraints.ts';
import type { Service } from '../contract/operation.ts';
import type { IamContext } from './context.ts';
import { validationError } from './errors.ts';
import {
  createAccessKey,
  deleteAccessKey,
  getAccessKeyLastUsed,
  listAccessKeys,
  updateAccessKey,
} from './operations/access-keys.ts';
import { getAccountSummary } from './operations/account-summary.ts';
import { createLoginProfile, deleteLoginProfile, getLoginProfile } from './operations/login-profile.ts';
import { getPolicy, getPolicyVersion } from './operations/managed-policies.ts';
import {
  createVirtualMfaDevice,
  deactivateMfaDevice,
  deleteVirtualMfaDevice,
  enableMfaDevice,
  listMfaDevices,
  resyncMfaDevice,
} from './operations/mfa-devices.ts';
import {
  disableFeature,
  enableFeature,
  listOrganizationsFeatures,
} from './operations/organization-features.ts';
import { getRole } from './operations/roles.ts';
import {
  deleteSigningCertificate,
  listSigningCertificates,
  updateSigningCertificate,
  uploadSigningCertificate,
} from './operations/signing-certificates.ts';
import { simulateCustomPolicy } from './operations/simulate-custom-policy.ts';
import {
  changePassword,
  createUser,
  deleteUserPolicy,
  getUser,
  listUsers,
  putUserPolicy,
} from './operations/users.ts';
import { REQUESTS } from './requests.ts';

/** IAM for root users. Of IAM users it has only what is needed to create some. */
export const createIam = (context: IamContext): Service => ({
  name: 'iam',
  operations: withRequestChecks(
    REQUESTS,
    {
      GetLoginProfile: getLoginProfile(context),
      CreateLoginProfile: createLoginProfile(context),
      DeleteLoginProfile: deleteLoginProfile(context),
      ListAccessKeys: listAccessKeys(context),
      CreateAccessKey: createAccessKey(context),
      UpdateAccessKey: updateAccessKey(context),
      DeleteAccessKey: deleteAccessKey(context),
      GetAccessKeyLastUsed: getAccessKeyLastUsed(context),
      ListSigningCertificates: listSigningCertificates(context),
      UploadSigningCertificate: uploadSigningCertificate(context),
      UpdateSigningCertificate: updateSigningCertificate(context),
      DeleteSigningCertificate: deleteSigningCertificate(context),
      ListMFADevices: listMfaDevices(context),
      CreateVirtualMFADevice: createVirtualMfaDevice(context),
      EnableMFADevice: enableMfaDevice(context),
      ResyncMFADevice: resyncMfaDevice(context),
      DeactivateMFADevice: deactivateMfaDevice(context),
      DeleteVirtualMFADevice: deleteVirtualMfaDevice(context),
      GetAccountSummary: getAccountSummary(context),
      GetUser: getUser(context),
      CreateUser: createUser(context),
      ListUsers: listUsers(context),
      PutUserPolicy: putUserPolicy(context),
      DeleteUserPolicy: deleteUserPolicy(context),
      ChangePassword: changePassword(context),
      SimulateCustomPolicy: simulateCustomPolicy(),
      GetRole: getRole(context),
      GetPolicy: getPolicy(context),
      GetPolicyVersion: getPolicyVersion(context),
      ListOrganizationsFeatures: listOrganizationsFeatures(context),
      EnableOrganizationsRootCredentialsManagement: enableFeature(context, 'RootCredentialsManagement'),
      EnableOrganizationsRootSessions: enableFeature(context, 'RootSessions'),
      DisableOrganizationsRootCredentialsManagement: disableFeature(context, 'RootCredentialsManagement'),
      DisableOrganizationsRootSessions: disableFeature(context, 'RootSessions'),
    },
    (violations) => validationError(validationMessage(violations)),
  ),
});
