import * as v from 'valibot';
import { isAccountId, isOrganizationalUnitId, type MemberAccount } from '../../domain/account.ts';
import { type Credential, LOGIN_PROFILE_ID } from '../../domain/credentials.ts';
import { branded, isTimestamp, object } from '../../domain/schema.ts';
import { ORGANIZATION_FEATURES } from '../../guardrail/ports/organization.ts';
import { invalidFile, readJsonFile } from '../files/json-file.ts';

/*
 * The part of a world file that a simulation needs. The sandbox has its own, stricter parser, which the CLI must not
 * import; fields that do not concern root credentials are ignored here.
 */

const accountId = branded(isAccountId, 'expected 12 digits');
const unitId = branded(isOrganizationalUnitId, 'expected an id such as ou-ab12-cdef3456');
const TIME = 'expected a time such as 2026-01-05T09:00:00Z';
const time = v.pipe(v.string(TIME), v.check(isTimestamp, TIME), v.toDate());
const status = v.optional(v.picklist(['Active', 'Inactive']), 'Active');
const text = v.optional(v.string());

const root = object({
  password: v.optional(object({ createdAt: v.optional(time) })),
  accessKeys: v.optional(v.array(object({ id: text, status, createdAt: v.optional(time) })), []),
  signingCertificates: v.optional(v.array(object({ id: text, status, uploadedAt: v.optional(time) })), []),
  mfaDevices: v.optional(v.array(object({ serialNumber: text, enabledAt: v.optional(time) })), []),
});

const account = object({
  id: accountId,
  name: text,
  state: v.optional(
    v.picklist(['PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE', 'CLOSED']),
    'ACTIVE',
  ),
  joinedMethod: v.optional(v.picklist(['INVITED', 'CREATED'])),
  joinedTimestamp: v.optional(time),
  parent: text,
  deniedByScp: v.optional(v.array(v.string()), []),
  root: v.optional(root),
});

const schema = object({
  organization: object({
    managementAccountId: accountId,
    trustedServices: v.optional(v.array(v.string()), ['iam.amazonaws.com']),
    features: v.optional(v.array(v.string()), [...ORGANIZATION_FEATURES]),
    organizationalUnits: v.optional(v.array(object({ id: unitId, parent: text })), []),
  }),
  accounts: v.array(account),
  policies: v.optional(
    v.pipe(
      v.array(v.unknown()),
      v.maxLength(
        0,
        'a simulation does not evaluate them: name what they deny in deniedByScp of the accounts',
      ),
    ),
    [],
  ),
});

export type World = v.InferOutput<typeof schema>;
export type WorldAccount = World['accounts'][number];

/** @throws InvalidInputError `unreadable-file` or `invalid-file`, with every issue and its path */
export async function readWorld(path: string): Promise<World> {
  const parsed = v.safeParse(schema, await readJsonFile(path));
  if (parsed.success) return parsed.output;
  // The file is the operator's own, so the issues may be many and may quote it.
  throw invalidFile(
    path,
    parsed.issues.map((issue) => `${v.getDotPath(issue) ?? '(document)'}: ${issue.message}`),
  );
}

export function memberOf({ organization }: World, account: WorldAccount): MemberAccount {
  const { id, name = id, state, joinedMethod, joinedTimestamp, parent } = account;
  const organizationalUnits: MemberAccount['organizationalUnits'][number][] = [];
  for (let at = parent; at !== undefined; ) {
    const unit = organization.organizationalUnits.find((one) => one.id === at);
    if (unit === undefined || organizationalUnits.includes(unit.id)) break;
    organizationalUnits.unshift(unit.id);
    at = unit.parent;
  }
  return { id, name, state, joinedMethod, joinedAt: joinedTimestamp, organizationalUnits };
}

/** A credential without an id in the file gets its path as id. */
export function credentialsOf({ root: has }: WorldAccount): readonly Credential[] {
  if (has === undefined) return [];
  const { password, accessKeys, signingCertificates, mfaDevices } = has;
  return [
    ...(password === undefined
      ? []
      : [
          {
            kind: 'login-profile',
            id: LOGIN_PROFILE_ID,
            createdAt: password.createdAt,
            status: undefined,
          } as const,
        ]),
    ...accessKeys.map((key, at) => ({
      kind: 'access-key' as const,
      id: key.id ?? `accessKeys[${at}]`,
      createdAt: key.createdAt,
      status: key.status,
    })),
    ...signingCertificates.map((certificate, at) => ({
      kind: 'signing-certificate' as const,
      id: certificate.id ?? `signingCertificates[${at}]`,
      createdAt: certificate.uploadedAt,
      status: certificate.status,
    })),
    ...mfaDevices.map((device, at) => ({
      kind: 'mfa-device' as const,
      id: device.serialNumber ?? `mfaDevices[${at}]`,
      createdAt: device.enabledAt,
      status: undefined,
    })),
  ];
}
