import * as v from 'valibot';
import { limitedNumberText, limitedText, oneOf } from '../contract/constraints.ts';
import { object } from '../contract/shapes.ts';
import { queryTags, tagList } from '../contract/tags.ts';
import { ROOT_USER_NAME } from './credential-owner.ts';
import { simulateCustomPolicyRequest } from './simulation/request.ts';

/*
 * The constraints on the members of IAM's requests, from its API model:
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html
 */

const NAME = '[\\w+=,.@-]+';
const TEXT = '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+';

const newUserName = limitedText({ min: 1, max: 64, pattern: NAME });
const existingUserName = limitedText({ min: 1, max: 128, pattern: NAME, alsoAllowed: ROOT_USER_NAME });
const password = limitedText({ min: 1, max: 128, pattern: TEXT });
const accessKeyId = limitedText({ min: 16, max: 128, pattern: '[\\w]+' });
const certificateId = limitedText({ min: 24, max: 128, pattern: '[\\w]+' });
const serialNumber = limitedText({ min: 9, max: 256, pattern: '[\\w+=/:,.@-]+' });
const authenticationCode = limitedText({ min: 6, max: 6, pattern: '[\\d]+' });
const path = limitedText({
  min: 1,
  max: 512,
  pattern: '(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)',
});
const policyName = limitedText({ min: 1, max: 128, pattern: NAME });
const policyDocument = limitedText({ min: 1, max: 131_072, pattern: TEXT });
const status = oneOf('Active', 'Inactive');

/** Names the user; by default it is the caller. */
const ofUser = { UserName: v.optional(existingUserName) };
const ofLoginProfile = {
  UserName: v.optional(limitedText({ min: 1, max: 64, pattern: NAME, alsoAllowed: ROOT_USER_NAME })),
};
const paged = {
  Marker: v.optional(limitedText({ min: 1, max: 320, pattern: '[\\u0020-\\u00FF]+' })),
  MaxItems: v.optional(limitedNumberText({ min: 1, max: 1000 })),
};
const ofDevice = {
  UserName: existingUserName,
  SerialNumber: serialNumber,
  AuthenticationCode1: authenticationCode,
  AuthenticationCode2: authenticationCode,
};
const nothing = object({});

/** Tags are checked, but not stored. */
const withTags = <const Entries extends v.ObjectEntries>(entries: Entries) =>
  v.pipe(v.looseObject({}), v.transform(queryTags), object({ ...entries, Tags: tagList }));

const policyArn = limitedText({ min: 20, max: 2048 });

export const REQUESTS = {
  GetRole: object({ RoleName: limitedText({ min: 1, max: 64, pattern: '[\\w+=,.@-]+' }) }),
  GetPolicy: object({ PolicyArn: policyArn }),
  GetPolicyVersion: object({
    PolicyArn: policyArn,
    VersionId: limitedText({ pattern: 'v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?' }),
  }),
  GetLoginProfile: object(ofLoginProfile),
  CreateLoginProfile: object({
    ...ofLoginProfile,
    Password: v.optional(password),
    PasswordResetRequired: v.optional(oneOf('true', 'false')),
  }),
  DeleteLoginProfile: object(ofLoginProfile),
  ListAccessKeys: object({ ...ofUser, ...paged }),
  CreateAccessKey: object(ofUser),
  UpdateAccessKey: object({ ...ofUser, AccessKeyId: accessKeyId, Status: status }),
  DeleteAccessKey: object({ ...ofUser, AccessKeyId: accessKeyId }),
  GetAccessKeyLastUsed: object({ AccessKeyId: accessKeyId }),
  ListSigningCertificates: object({ ...ofUser, ...paged }),
  UploadSigningCertificate: object({
    ...ofUser,
    CertificateBody: limitedText({ min: 1, max: 16_384, pattern: TEXT }),
  }),
  UpdateSigningCertificate: object({ ...ofUser, CertificateId: certificateId, Status: status }),
  DeleteSigningCertificate: object({ ...ofUser, CertificateId: certificateId }),
  ListMFADevices: object({ ...ofUser, ...paged }),
  CreateVirtualMFADevice: withTags({
    Path: v.optional(path),
    VirtualMFADeviceName: limitedText({ min: 1, pattern: NAME }),
  }),
  EnableMFADevice: object(ofDevice),
  ResyncMFADevice: object(ofDevice),
  DeactivateMFADevice: object({ ...ofUser, SerialNumber: serialNumber }),
  DeleteVirtualMFADevice: object({ SerialNumber: serialNumber }),
  GetAccountSummary: nothing,
  GetUser: object(ofUser),
  CreateUser: withTags({
    Path: v.optional(path),
    UserName: newUserName,
    PermissionsBoundary: v.optional(limitedText({ min: 20, max: 2048 })),
  }),
  ListUsers: object({
    ...paged,
    PathPrefix: v.optional(limitedText({ min: 1, max: 512, pattern: '\\u002F[\\u0021-\\u007F]*' })),
  }),
  PutUserPolicy: object({
    UserName: existingUserName,
    PolicyName: policyName,
    PolicyDocument: policyDocument,
  }),
  DeleteUserPolicy: object({ UserName: existingUserName, PolicyName: policyName }),
  SimulateCustomPolicy: simulateCustomPolicyRequest,
  ChangePassword: object({ OldPassword: password, NewPassword: password }),
  ListOrganizationsFeatures: nothing,
  EnableOrganizationsRootCredentialsManagement: nothing,
  EnableOrganizationsRootSessions: nothing,
  DisableOrganizationsRootCredentialsManagement: nothing,
  DisableOrganizationsRootSessions: nothing,
} satisfies Readonly<Record<string, v.GenericSchema>>;
