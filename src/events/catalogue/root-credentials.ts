import type { WatchedEvent } from './watched-event.ts';

const ROOT_ACTIVITY = { type: 'root-credential-changed', identityType: 'required' } as const;
const ROOT_PASSWORD = {
  type: 'root-credential-changed',
  kind: 'login-profile',
  identityType: 'optional',
} as const;

/** A root credential is created, revived or used, so the account is audited. */
export const ROOT_CREDENTIAL_EVENTS: readonly WatchedEvent[] = [
  {
    id: 'root-login-profile-created',
    source: 'aws.iam',
    eventNames: ['CreateLoginProfile'],
    loggedIn: ['member'],
    meaning: { ...ROOT_ACTIVITY, kind: 'login-profile' },
    description: 'A root password was allowed again from a privileged session',
  },
  {
    id: 'root-password-changed',
    source: 'aws.iam',
    eventNames: ['ChangePassword'],
    loggedIn: ['member'],
    meaning: { ...ROOT_ACTIVITY, kind: 'login-profile' },
    description: 'The root user changed its password',
  },
  {
    id: 'root-password-recovery',
    source: 'aws.signin',
    eventNames: ['PasswordRecoveryRequested', 'PasswordRecoveryCompleted'],
    loggedIn: ['member'],
    meaning: ROOT_PASSWORD,
    description: 'A root password reset was requested or completed, by email to the root user',
  },
  {
    id: 'root-password-updated',
    source: 'aws.signin',
    eventNames: ['PasswordUpdated'],
    loggedIn: ['member'],
    meaning: ROOT_PASSWORD,
    description: 'The root user set a new password at sign-in',
  },
  {
    id: 'root-signed-in',
    source: 'aws.signin',
    eventNames: ['ConsoleLogin'],
    loggedIn: ['member'],
    meaning: { ...ROOT_ACTIVITY, kind: undefined },
    description: 'The root user signed in to the console, so a password exists',
  },
  {
    id: 'root-access-key-created',
    source: 'aws.iam',
    eventNames: ['CreateAccessKey'],
    loggedIn: ['member'],
    meaning: { ...ROOT_ACTIVITY, kind: 'access-key', idAt: 'detail.responseElements.accessKey.accessKeyId' },
    description: 'A root access key was created',
  },
  {
    id: 'root-access-key-updated',
    source: 'aws.iam',
    eventNames: ['UpdateAccessKey'],
    loggedIn: ['member'],
    meaning: { ...ROOT_ACTIVITY, kind: 'access-key', idAt: 'detail.requestParameters.accessKeyId' },
    description: 'A root access key was switched on or off',
  },
  {
    id: 'root-signing-certificate-uploaded',
    source: 'aws.iam',
    eventNames: ['UploadSigningCertificate'],
    loggedIn: ['member'],
    meaning: {
      ...ROOT_ACTIVITY,
      kind: 'signing-certificate',
      idAt: 'detail.responseElements.certificate.certificateId',
    },
    description: 'A root signing certificate was uploaded',
  },
  {
    id: 'root-signing-certificate-updated',
    source: 'aws.iam',
    eventNames: ['UpdateSigningCertificate'],
    loggedIn: ['member'],
    meaning: {
      ...ROOT_ACTIVITY,
      kind: 'signing-certificate',
      idAt: 'detail.requestParameters.certificateId',
    },
    description: 'A root signing certificate was switched on or off',
  },
  {
    id: 'root-mfa-device-enabled',
    source: 'aws.iam',
    eventNames: ['EnableMFADevice'],
    loggedIn: ['member'],
    meaning: { ...ROOT_ACTIVITY, kind: 'mfa-device', idAt: 'detail.requestParameters.serialNumber' },
    description: 'An MFA device was assigned to the root user',
  },
  {
    id: 'root-virtual-mfa-device-created',
    source: 'aws.iam',
    eventNames: ['CreateVirtualMFADevice'],
    loggedIn: ['member'],
    meaning: {
      ...ROOT_ACTIVITY,
      kind: 'mfa-device',
      idAt: 'detail.responseElements.virtualMFADevice.serialNumber',
    },
    description: 'The root user created a virtual MFA device, which is a credential once it is assigned',
  },
  {
    /**
     * Also in root sessions, so rootguard's own removals are among them.
     * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeactivateMFADevice.html
     */
    id: 'root-mfa-device-removed',
    source: 'aws.iam',
    eventNames: ['DeactivateMFADevice', 'DeleteVirtualMFADevice'],
    loggedIn: ['member'],
    meaning: {
      ...ROOT_ACTIVITY,
      kind: 'mfa-device',
      change: 'removed',
      idAt: 'detail.requestParameters.serialNumber',
    },
    shapeNotPublished: true,
    description: 'An MFA device of the root user was removed, so an approved password may have lost its MFA',
  },
  {
    /** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ResyncMFADevice.html */
    id: 'root-mfa-device-resynchronized',
    source: 'aws.iam',
    eventNames: ['ResyncMFADevice'],
    loggedIn: ['member'],
    meaning: { ...ROOT_ACTIVITY, kind: 'mfa-device', idAt: 'detail.requestParameters.serialNumber' },
    shapeNotPublished: true,
    description: 'The root user resynchronized an MFA device, so it has one',
  },
];
