import type { RootAction } from 'organization-sandbox/control/root-actions.ts';
import type { LoggedCall } from 'organization-sandbox/gateway/call-log.ts';
import type { Sandbox } from 'organization-sandbox/sandbox.ts';
import { administratorOf, createSandboxClients, type Keys, type SandboxClients } from '../clients.ts';
import type { Stack } from '../stack.ts';
import { claim, present } from './claim.ts';

/** Root credentials of an account as they are, whoever can see them. */
export interface RootCredentials {
  readonly password: boolean;
  readonly accessKeys: number;
  readonly signingCertificates: number;
  readonly mfaDevices: number;
}

export const NO_CREDENTIALS: RootCredentials = {
  password: false,
  accessKeys: 0,
  signingCertificates: 0,
  mfaDevices: 0,
};

/** The sandbox, rootguard on it, and the people around. */
export interface Scene {
  readonly sandbox: Sandbox;
  readonly stack: Stack;
  clientsWith(keys: Keys): SandboxClients;
  administrator(accountId: string): SandboxClients;
  credentialsOf(accountId: string): RootCredentials;
  /** The owner of the root mailbox acts; gives the id of the credential that was made, where one was. */
  actAsRoot(accountId: string, action: RootAction): string | undefined;
  /** Moves the sandbox's clock and lets rootguard finish what falls due. */
  pass(seconds: number): Promise<void>;
  /** Does something, lets rootguard finish, and gives the AWS calls that were made meanwhile. */
  callsDuring(act: () => Promise<unknown>): Promise<readonly LoggedCall[]>;
}

export function createScene(sandbox: Sandbox, stack: Stack): Scene {
  const clientsWith = (keys: Keys) => createSandboxClients(sandbox.endpoint, keys);
  return {
    sandbox,
    stack,
    clientsWith,
    administrator: (accountId) => clientsWith(administratorOf(accountId)),
    credentialsOf(accountId) {
      const { root } = present(`account ${accountId}`, sandbox.organization.accounts.get(accountId));
      const { password, accessKeys, signingCertificates, mfaDevices } = root.credentials;
      return {
        password: password !== undefined,
        accessKeys: accessKeys.length,
        signingCertificates: signingCertificates.length,
        mfaDevices: mfaDevices.length,
      };
    },
    actAsRoot(accountId, action) {
      const result = sandbox.actAsRoot(accountId, action);
      claim(`${action} by the root user of ${accountId}`, result.type, 'done');
      return result.type === 'done' ? result.created : undefined;
    },
    async pass(seconds) {
      sandbox.clock.advance(seconds);
      await stack.idle();
    },
    async callsDuring(act) {
      const before = sandbox.calls.added;
      await act();
      await stack.idle();
      return sandbox.calls.since(before);
    },
  };
}
