import { SANDBOX_CERTIFICATE } from './new-credentials.ts';
import { type AccessKey, RootUser } from './root-credentials.ts';
import type { WorldAccount } from './schema.ts';
import type { AccountServices } from './services.ts';

export type AccountState = WorldAccount['state'];
export type JoinedMethod = 'INVITED' | 'CREATED';

/** An IAM user, with what a caller needs that is not an administrator. */
export interface IamUser {
  readonly name: string;
  readonly createdAt: Date;
  password: { readonly createdAt: Date } | undefined;
  accessKeys: readonly AccessKey[];
  /** Inline policies by name. */
  readonly policies: Map<string, string>;
}

export interface Account {
  readonly id: string;
  name: string;
  email: string;
  state: AccountState;
  readonly joinedMethod: JoinedMethod;
  readonly joinedAt: Date;
  /** The id of an organizational unit, or of the organization's root. */
  parent: string;
  readonly root: RootUser;
  readonly users: Map<string, IamUser>;
  readonly services: AccountServices;
}

/** When accounts joined and credentials were created, unless the world says otherwise. */
const DEFAULT_TIMESTAMP = '2025-01-01T00:00:00Z';

/** Creates an account from its entry in a world file, or in a request to join. */
export function accountFromWorld(
  input: WorldAccount,
  rootId: string,
  defaults: { readonly joinedMethod?: JoinedMethod; readonly joinedAt?: Date } = {},
): Account {
  const { id } = input;
  const joinedAt =
    input.joinedTimestamp === undefined
      ? (defaults.joinedAt ?? new Date(DEFAULT_TIMESTAMP))
      : new Date(input.joinedTimestamp);
  return {
    id,
    name: input.name ?? `account-${id}`,
    email: input.email ?? `${id}@example.com`,
    state: input.state,
    joinedMethod: input.joinedMethod ?? defaults.joinedMethod ?? 'CREATED',
    joinedAt,
    parent: input.parent?.startsWith('ou-') ? input.parent : rootId,
    root: rootUserFromWorld(input),
    users: new Map(),
    services: input.services,
  };
}

function rootUserFromWorld({ id, joinedTimestamp, root }: WorldAccount): RootUser {
  if (root === undefined) return new RootUser();
  const time = (text: string | undefined) => new Date(text ?? joinedTimestamp ?? DEFAULT_TIMESTAMP);
  return new RootUser({
    password: root.password && { createdAt: time(root.password.createdAt) },
    accessKeys: root.accessKeys.map((key, index) => ({
      id: key.id ?? `AKIAROOT${id}${index === 0 ? '' : 'B'}`,
      secret: key.secret,
      status: key.status,
      createdAt: time(key.createdAt),
      lastUsed:
        key.lastUsedAt === undefined
          ? undefined
          : { at: new Date(key.lastUsedAt), service: 'iam', region: 'us-east-1' },
    })),
    signingCertificates: root.signingCertificates.map((certificate, index) => ({
      id: certificate.id ?? `CERT${id}EXAMPLE${index}`,
      status: certificate.status,
      body: SANDBOX_CERTIFICATE,
      uploadedAt: time(certificate.uploadedAt),
    })),
    mfaDevices: root.mfaDevices.map((device, index) => ({
      serialNumber:
        device.serialNumber ??
        `arn:aws:iam::${id}:mfa/root-account-mfa-device${index === 0 ? '' : `-${index + 1}`}`,
      enabledAt: time(device.enabledAt),
    })),
  });
}
