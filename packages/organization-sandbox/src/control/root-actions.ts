import type { ConsoleEvents } from '../cloudtrail/console-events.ts';
import { displayTimestamp } from '../cloudtrail/format.ts';
import type { EventBridgeEvent } from '../eventbridge/event.ts';
import { ROOT_USER_NAME } from '../iam/credential-owner.ts';
import type { Ids } from '../ids.ts';
import type { Account } from '../world/account.ts';
import {
  MAX_ACCESS_KEYS_PER_USER,
  MAX_CERTIFICATES_PER_USER,
  MAX_MFA_DEVICES_PER_USER,
  newAccessKey,
  newCertificate,
  SANDBOX_CERTIFICATE,
} from '../world/new-credentials.ts';

export const ROOT_ACTIONS = [
  'sign-in',
  'reset-password',
  'create-access-key',
  'upload-signing-certificate',
  'enable-mfa',
] as const;

export type RootAction = (typeof ROOT_ACTIONS)[number];

export type RootActionResult =
  /** `created` is the id of the new credential. */
  | { readonly type: 'done'; readonly created?: string }
  | { readonly type: 'refused'; readonly reason: string };

export interface RootActionsOptions {
  readonly ids: Ids;
  readonly now: () => Date;
  readonly emit: (event: EventBridgeEvent) => void;
  readonly consoleEvents: ConsoleEvents;
}

/**
 * The person who owns the mailbox of a root user, at work in the console. Credentials are created in a console session
 * that is open already, so that they can be even when no new sign-in is possible.
 */
export function createRootActions({ ids, now, emit, consoleEvents }: RootActionsOptions) {
  const actions: Readonly<Record<RootAction, (account: Account) => RootActionResult>> = {
    'sign-in': ({ id, root }) => {
      const isPossible = root.credentials.password !== undefined;
      emit(consoleEvents.signIn(id, 'ConsoleLogin', isPossible ? 'Success' : 'Failure'));
      return isPossible ? { type: 'done' } : refused('The root user has no password.');
    },

    /** The mail is sent in any case; without a login profile, its link ends in an error. */
    'reset-password': ({ id, root }) => {
      emit(consoleEvents.signIn(id, 'PasswordRecoveryRequested', 'Success'));
      if (!root.recoveryAllowed) return refused('Password recovery is not allowed for this root user.');
      root.change(now(), { password: { createdAt: now() } });
      emit(consoleEvents.signIn(id, 'PasswordRecoveryCompleted', 'Success'));
      return { type: 'done' };
    },

    'create-access-key': ({ id, root }) => {
      const { accessKeys } = root.credentials;
      if (accessKeys.length >= MAX_ACCESS_KEYS_PER_USER)
        return refused('The root user has two access keys already.');
      const at = now();
      const key = newAccessKey(ids, at);
      root.change(at, { accessKeys: [...accessKeys, key] });
      emit(
        consoleEvents.iamCall(id, {
          eventName: 'CreateAccessKey',
          responseElements: {
            accessKey: { accessKeyId: key.id, status: key.status, createDate: displayTimestamp(at) },
          },
        }),
      );
      return { type: 'done', created: key.id };
    },

    'upload-signing-certificate': ({ id, root }) => {
      const { signingCertificates } = root.credentials;
      if (signingCertificates.length >= MAX_CERTIFICATES_PER_USER)
        return refused('The root user has two signing certificates already.');
      const at = now();
      const certificate = newCertificate(ids, SANDBOX_CERTIFICATE, at);
      root.change(at, { signingCertificates: [...signingCertificates, certificate] });
      emit(
        consoleEvents.iamCall(id, {
          eventName: 'UploadSigningCertificate',
          requestParameters: { certificateBody: certificate.body },
          responseElements: {
            certificate: {
              certificateId: certificate.id,
              certificateBody: certificate.body,
              status: certificate.status,
              uploadDate: displayTimestamp(at),
            },
          },
        }),
      );
      return { type: 'done', created: certificate.id };
    },

    'enable-mfa': ({ id, root }) => {
      const { mfaDevices } = root.credentials;
      if (mfaDevices.length >= MAX_MFA_DEVICES_PER_USER)
        return refused('The root user has eight MFA devices already.');
      const at = now();
      const name = `root-${ids.hex(8)}`;
      const serialNumber = `arn:aws:iam::${id}:mfa/${name}`;
      root.change(at, { mfaDevices: [...mfaDevices, { serialNumber, enabledAt: at }] });
      emit(
        consoleEvents.iamCall(id, {
          eventName: 'CreateVirtualMFADevice',
          requestParameters: { virtualMFADeviceName: name },
          responseElements: { virtualMFADevice: { serialNumber } },
        }),
      );
      emit(
        consoleEvents.iamCall(id, {
          eventName: 'EnableMFADevice',
          requestParameters: { userName: ROOT_USER_NAME, serialNumber },
        }),
      );
      return { type: 'done', created: serialNumber };
    },
  };
  return (account: Account, action: RootAction): RootActionResult => actions[action](account);
}

export type ActAsRoot = ReturnType<typeof createRootActions>;

const refused = (reason: string): RootActionResult => ({ type: 'refused', reason });
