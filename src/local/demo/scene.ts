import type { RootAction } from 'organization-sandbox/control/root-actions.ts';
import type { LoggedCall } from 'organization-sandbox/gateway/call-log.ts';
import type { Sandbox } from 'organization-sandbox/sandbox.ts';
import { administratorOf, createSandboxClients, type Keys, type SandboxClients } from '../clients.ts';
import type { Stack } from '../stack.ts';
import { check, present } from './check.ts';

/** The root credentials of an account, read from the sandbox's own state. */
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

/** The sandbox, rootguard on it, and what the operators, owners and attackers of the demo do. */
export interface Scene {
  readonly sandbox: Sandbox;
  readonly stack: Stack;
  clientsWith(keys: Keys): SandboxClients;
  administrator(accountId: string): SandboxClients;
  credentialsOf(accountId: string): RootCredentials;
  /** Acts as the owner of the root user. @returns the id of the credential if one was created */
  actAsRoot(accountId: string, action: RootAction): string | undefined;
  /** Advances the sandbox's clock and waits until rootguard is idle. */
  advance(seconds: number): Promise<void>;
  /** Runs `act`, waits until rootguard is idle, and returns the AWS calls made meanwhile. */
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
      check(`${action} by the root user of ${accountId}`, result.type, 'done');
      return result.type === 'done' ? result.created : undefined;
    },
    async advance(seconds) {
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
