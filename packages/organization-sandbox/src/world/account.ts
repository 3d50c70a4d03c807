import { SANDBOX_CERTIFICATE } from './new-credentials.ts';
import { type AccessKey, RootUser } from './root-credentials.ts';
import type { WorldAccount } from './schema.ts';

export type AccountState = WorldAccount['state'];
export type JoinedMethod = 'INVITED' | 'CREATED';

/** An IAM user: only as much of one as it takes to call AWS without being an administrator. */
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
  readonly name: string;
  readonly email: string;
  state: AccountState;
  readonly joinedMethod: JoinedMethod;
  readonly joinedAt: Date;
  /** The id of an organizational unit, or of the organization's root. */
  parent: string;
  /** Actions that service control policies deny here; `*` and `?` are wildcards. */
  readonly deniedByScp: readonly string[];
  readonly root: RootUser;
  readonly users: Map<string, IamUser>;
}

/** When a world does not say otherwise, accounts joined then and their credentials are that old. */
const DEFAULT_TIMESTAMP = '2025-01-01T00:00:00Z';

/** An account as the world file, or someone who lets it join, describes it. */
export function accountFromWorld(
  described: WorldAccount,
  rootId: string,
  defaults: { readonly joinedMethod?: JoinedMethod; readonly joinedAt?: Date } = {},
): Account {
  const { id } = described;
  const joinedAt =
    described.joinedTimestamp === undefined
      ? (defaults.joinedAt ?? new Date(DEFAULT_TIMESTAMP))
      : new Date(described.joinedTimestamp);
  return {
    id,
    name: described.name ?? `account-${id}`,
    email: described.email ?? `${id}@example.com`,
    state: described.state,
    joinedMethod: described.joinedMethod ?? defaults.joinedMethod ?? 'CREATED',
    joinedAt,
    parent: described.parent?.startsWith('ou-') ? described.parent : rootId,
    deniedByScp: described.deniedByScp,
    root: rootUserFromWorld(described),
    users: new Map(),
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
