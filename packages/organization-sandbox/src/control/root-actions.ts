import type { ConsoleCall, ConsoleEvents } from '../cloudtrail/console-events.ts';
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
 * The owner of a root user's mailbox, acting in the console. Credentials are created in a console session that is already
 * open, so it works even when no new sign-in is possible.
 */
class RootUserConsole {
  readonly #ids: Ids;
  readonly #now: () => Date;
  readonly #emit: (event: EventBridgeEvent) => void;
  readonly #consoleEvents: ConsoleEvents;

  constructor({ ids, now, emit, consoleEvents }: RootActionsOptions) {
    this.#ids = ids;
    this.#now = now;
    this.#emit = emit;
    this.#consoleEvents = consoleEvents;
  }

  act(account: Account, action: RootAction): RootActionResult {
    switch (action) {
      case 'sign-in':
        return this.#signIn(account);
      case 'reset-password':
        return this.#resetPassword(account);
      case 'create-access-key':
        return this.#createAccessKey(account);
      case 'upload-signing-certificate':
        return this.#uploadSigningCertificate(account);
      case 'enable-mfa':
        return this.#enableMfa(account);
    }
  }

  #signIn({ id, root }: Account): RootActionResult {
    const isPossible = root.credentials.password !== undefined;
    this.#emit(this.#consoleEvents.signIn(id, 'ConsoleLogin', isPossible ? 'Success' : 'Failure'));
    return isPossible ? { type: 'done' } : refused('The root user has no password.');
  }

  /** AWS sends the mail in any case; without a login profile, its link leads to an error. */
  #resetPassword({ id, root }: Account): RootActionResult {
    this.#emit(this.#consoleEvents.signIn(id, 'PasswordRecoveryRequested', 'Success'));
    if (!root.recoveryAllowed) return refused('Password recovery is not allowed for this root user.');
    root.change(this.#now(), { password: { createdAt: this.#now() } });
    this.#emit(this.#consoleEvents.signIn(id, 'PasswordRecoveryCompleted', 'Success'));
    return { type: 'done' };
  }

  #createAccessKey({ id, root }: Account): RootActionResult {
    const { accessKeys } = root.credentials;
    if (accessKeys.length >= MAX_ACCESS_KEYS_PER_USER) {
      return refused('The root user has two access keys already.');
    }
    const at = this.#now();
    const key = newAccessKey(this.#ids, at);
    root.change(at, { accessKeys: [...accessKeys, key] });
    this.#emitIamCall(id, {
      eventName: 'CreateAccessKey',
      responseElements: {
        accessKey: { accessKeyId: key.id, status: key.status, createDate: displayTimestamp(at) },
      },
    });
    return { type: 'done', created: key.id };
  }

  #uploadSigningCertificate({ id, root }: Account): RootActionResult {
    const { signingCertificates } = root.credentials;
    if (signingCertificates.length >= MAX_CERTIFICATES_PER_USER) {
      return refused('The root user has two signing certificates already.');
    }
    const at = this.#now();
    const certificate = newCertificate(this.#ids, SANDBOX_CERTIFICATE, at);
    root.change(at, { signingCertificates: [...signingCertificates, certificate] });
    this.#emitIamCall(id, {
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
    });
    return { type: 'done', created: certificate.id };
  }

  #enableMfa({ id, root }: Account): RootActionResult {
    const { mfaDevices } = root.credentials;
    if (mfaDevices.length >= MAX_MFA_DEVICES_PER_USER) {
      return refused('The root user has eight MFA devices already.');
    }
    const at = this.#now();
    const name = `root-${this.#ids.hex(8)}`;
    const serialNumber = `arn:aws:iam::${id}:mfa/${name}`;
    root.change(at, { mfaDevices: [...mfaDevices, { serialNumber, enabledAt: at }] });
    this.#emitIamCall(id, {
      eventName: 'CreateVirtualMFADevice',
      requestParameters: { virtualMFADeviceName: name },
      responseElements: { virtualMFADevice: { serialNumber } },
    });
    this.#emitIamCall(id, {
      eventName: 'EnableMFADevice',
      requestParameters: { userName: ROOT_USER_NAME, serialNumber },
    });
    return { type: 'done', created: serialNumber };
  }

  #emitIamCall(accountId: string, call: ConsoleCall): void {
    this.#emit(this.#consoleEvents.iamCall(accountId, call));
  }
}

export function createRootActions(options: RootActionsOptions) {
  const rootUserConsole = new RootUserConsole(options);
  return (account: Account, action: RootAction): RootActionResult => rootUserConsole.act(account, action);
}

export type ActAsRoot = ReturnType<typeof createRootActions>;

const refused = (reason: string): RootActionResult => ({ type: 'refused', reason });
