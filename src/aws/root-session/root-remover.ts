import {
  DeactivateMFADeviceCommand,
  DeleteAccessKeyCommand,
  DeleteLoginProfileCommand,
  DeleteSigningCertificateCommand,
  type IAMClient,
} from '@aws-sdk/client-iam';
import { abortable } from '../../concurrency/abortable.ts';
import { requestIdOfFailure } from '../../domain/aws-failure.ts';
import type { Credential, CredentialKind } from '../../domain/credentials.ts';
import type { Removal, RootRemover } from '../../guardrail/ports/root-sessions.ts';
import { callAws, failureIn } from '../aws-call.ts';
import { withoutRetries } from '../clients.ts';
import { isNoSuchEntity, requestIdOf } from '../failures.ts';
import { readInventory } from './root-inventory.ts';
import { type OpenRootSession, sessionCall } from './root-session.ts';

/** Created only for runs that may delete. */
export function createRootRemover(open: OpenRootSession): RootRemover {
  return {
    async openDeleteSession(account, signal) {
      const opened = await open(account, 'delete', signal);
      if (opened.type === 'refused') return opened;
      const iam = opened.session;
      return {
        ...opened,
        session: {
          readInventory: () => abortable(signal, () => readInventory(iam)),
          remove: (credential) => abortable(signal, () => remove(iam, credential, signal)),
        },
      };
    },
  };
}

const CALLS = {
  'login-profile': 'iam:DeleteLoginProfile',
  'access-key': 'iam:DeleteAccessKey',
  'signing-certificate': 'iam:DeleteSigningCertificate',
  'mfa-device': 'iam:DeactivateMFADevice',
} as const satisfies Record<CredentialKind, string>;

/**
 * Sent once, without the SDK's retries: they would not check whether the credential has been approved meanwhile, or replaced
 * by another with the same id.
 */
async function remove(
  iam: IAMClient,
  credential: Credential,
  signal: AbortSignal | undefined,
): Promise<Removal> {
  try {
    const call = sessionCall(CALLS[credential.kind]);
    const answer = await callAws(call, sendDelete(withoutRetries(iam), credential, signal));
    return { type: 'deleted', requestId: requestIdOf(answer) };
  } catch (error) {
    const failure = failureIn(error);
    return isNoSuchEntity(error)
      ? { type: 'already-absent', requestId: requestIdOfFailure(failure) }
      : { type: 'refused', failure };
  }
}

/** Without a user name, the calls of a root session are about the root user. */
function sendDelete(iam: IAMClient, { kind, id }: Credential, signal: AbortSignal | undefined) {
  // The SDK checks it before each attempt.
  const options = signal ? { abortSignal: signal } : {};
  switch (kind) {
    case 'login-profile':
      return iam.send(new DeleteLoginProfileCommand({}), options);
    case 'access-key':
      return iam.send(new DeleteAccessKeyCommand({ AccessKeyId: id }), options);
    case 'signing-certificate':
      return iam.send(new DeleteSigningCertificateCommand({ CertificateId: id }), options);
    case 'mfa-device':
      return iam.send(new DeactivateMFADeviceCommand({ SerialNumber: id }), options);
  }
}
