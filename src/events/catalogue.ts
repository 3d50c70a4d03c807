import type { CredentialKind } from '../domain/credentials.ts';
import type { GuardrailWeakening } from '../domain/trigger.ts';

/**
 * Where CloudTrail logs the event, and so where a forwarding rule is needed. The IAM delegated administrator is a
 * member account too, so the rules of member accounts cover it.
 */
export type EventLocation = 'member' | 'delegated-administrator' | 'management';

/** Where an organization event names the account that arrived. Paths begin at the EventBridge envelope. */
export type ArrivalReading =
  | {
      readonly type: 'fields';
      /** The first of these that is an account id. */
      readonly accountAt: readonly string[];
      /** Must be SUCCEEDED; undefined for an event that is written only once it is done. */
      readonly stateAt: string | undefined;
    }
  /** AWS has not published the record, so account ids are searched for in all of it. */
  | { readonly type: 'search' }
  /** The invited account is the caller, or a party of the handshake. */
  | { readonly type: 'handshake' };

export type Meaning =
  | {
      readonly type: 'root-credential-changed';
      /** Undefined when the event shows activity of the root user, but not which credential is new. */
      readonly kind: CredentialKind | undefined;
      /** Where the event names the credential. The path begins at the EventBridge envelope. */
      readonly idAt?: string;
      /**
       * Whether CloudTrail is known to fill userIdentity.type with `Root`. `optional`: no public record shows it, so an
       * event without an identity is accepted, both in the rule and in the parser.
       */
      readonly identityType: 'required' | 'optional';
    }
  | { readonly type: 'account-arrived'; readonly reading: ArrivalReading }
  | {
      readonly type: 'guardrail-weakened';
      readonly weakening: GuardrailWeakening;
      /** Organizations' calls name the service they are about; only iam.amazonaws.com weakens the guardrail. */
      readonly namesService: boolean;
    };

export interface WatchedEvent {
  /** Stable: it is stored in the ledger. */
  readonly id: string;
  readonly source: 'aws.iam' | 'aws.signin' | 'aws.organizations' | 'aws.controltower';
  readonly eventNames: readonly string[];
  readonly loggedIn: readonly EventLocation[];
  readonly meaning: Meaning;
  readonly description: string;
}

const ROOT_ACTIVITY = { type: 'root-credential-changed', identityType: 'required' } as const;
const ROOT_PASSWORD = {
  type: 'root-credential-changed',
  kind: 'login-profile',
  identityType: 'optional',
} as const;

/**
 * Every event that rootguard watches; no other code names them. The EventBridge rules, the parser and the table in
 * docs/watched-events.md are made from it.
 *
 * Not watched: `UpdateLoginProfile`, which requires the name of an IAM user and so cannot reach the root user's
 * password (https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateLoginProfile.html). `ChangePassword` takes no
 * user name, and AWS has published a record of it by root.
 */
export const CATALOGUE: readonly WatchedEvent[] = [
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
    id: 'account-created',
    source: 'aws.organizations',
    eventNames: ['CreateAccountResult'],
    loggedIn: ['management'],
    meaning: {
      type: 'account-arrived',
      reading: {
        type: 'fields',
        accountAt: [
          'detail.serviceEventDetails.createAccountStatus.accountId',
          'detail.serviceEventDetails.createAccountStatus.govCloudAccountId',
        ],
        stateAt: 'detail.serviceEventDetails.createAccountStatus.state',
      },
    },
    description: 'Organizations finished creating an account',
  },
  {
    id: 'account-joined',
    source: 'aws.organizations',
    eventNames: ['AccountJoinedOrganization'],
    loggedIn: ['management'],
    meaning: { type: 'account-arrived', reading: { type: 'search' } },
    description: 'An account joined the organization, created or invited',
  },
  {
    id: 'handshake-accepted',
    source: 'aws.organizations',
    eventNames: ['AcceptHandshake'],
    loggedIn: ['management'],
    meaning: { type: 'account-arrived', reading: { type: 'handshake' } },
    description: 'An account accepted its invitation',
  },
  {
    id: 'account-moved',
    source: 'aws.organizations',
    eventNames: ['MoveAccount'],
    loggedIn: ['management'],
    meaning: {
      type: 'account-arrived',
      reading: { type: 'fields', accountAt: ['detail.requestParameters.accountId'], stateAt: undefined },
    },
    description:
      'An account was moved to another organizational unit, where other exceptions and modes may apply',
  },
  {
    id: 'control-tower-account-created',
    source: 'aws.controltower',
    eventNames: ['CreateManagedAccount'],
    loggedIn: ['management'],
    meaning: controlTowerAccount('createManagedAccountStatus'),
    description: 'Control Tower finished enrolling an account',
  },
  {
    id: 'control-tower-account-updated',
    source: 'aws.controltower',
    eventNames: ['UpdateManagedAccount'],
    loggedIn: ['management'],
    meaning: controlTowerAccount('updateManagedAccountStatus'),
    description: 'Control Tower finished updating an account, which is how a repeated enrolment ends',
  },
  {
    id: 'root-credentials-management-disabled',
    source: 'aws.iam',
    eventNames: ['DisableOrganizationsRootCredentialsManagement'],
    loggedIn: ['management', 'delegated-administrator'],
    meaning: weakening('root-credentials-management-disabled', { namesService: false }),
    description: 'Central management of root credentials was switched off',
  },
  {
    id: 'root-sessions-disabled',
    source: 'aws.iam',
    eventNames: ['DisableOrganizationsRootSessions'],
    loggedIn: ['management', 'delegated-administrator'],
    meaning: weakening('root-sessions-disabled', { namesService: false }),
    description: 'Privileged root sessions were switched off',
  },
  {
    id: 'trusted-access-disabled',
    source: 'aws.organizations',
    eventNames: ['DisableAWSServiceAccess'],
    loggedIn: ['management'],
    meaning: weakening('trusted-access-disabled', { namesService: true }),
    description: 'Trusted access for IAM was switched off',
  },
  {
    id: 'delegated-administrator-deregistered',
    source: 'aws.organizations',
    eventNames: ['DeregisterDelegatedAdministrator'],
    loggedIn: ['management', 'delegated-administrator'],
    meaning: weakening('delegated-administrator-deregistered', { namesService: true }),
    description: 'A delegated administrator for IAM was deregistered',
  },
];

const BY_SOURCE_AND_NAME = new Map<string, WatchedEvent>(
  CATALOGUE.flatMap((event) => event.eventNames.map((name) => [`${event.source} ${name}`, event] as const)),
);

/** The entry of a source and an event name; both are matched exactly. */
export function findWatchedEvent(source: string, eventName: string): WatchedEvent | undefined {
  return BY_SOURCE_AND_NAME.get(`${source} ${eventName}`);
}

/** @see https://docs.aws.amazon.com/controltower/latest/userguide/lifecycle-events.html */
function controlTowerAccount(status: string): Meaning {
  const statusAt = `detail.serviceEventDetails.${status}`;
  return {
    type: 'account-arrived',
    reading: {
      type: 'fields',
      accountAt: [`${statusAt}.account.accountId`],
      stateAt: `${statusAt}.state`,
    },
  };
}

function weakening(name: GuardrailWeakening, { namesService }: { readonly namesService: boolean }): Meaning {
  return { type: 'guardrail-weakened', weakening: name, namesService };
}
