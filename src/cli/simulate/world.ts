import { z } from 'zod';
import { isAccountId, isOrganizationalUnitId, type MemberAccount } from '../../domain/account.ts';
import { type Credential, LOGIN_PROFILE_ID } from '../../domain/credentials.ts';
import { invalidFile, readJsonFile } from './json-file.ts';

/*
 * What a simulation needs of a world file. The sandbox has its own, stricter reader, which the CLI does not know: here
 * everything that says nothing about root credentials is left alone.
 */

const accountId = z.string().refine(isAccountId, 'expected 12 digits');
const unitId = z.string().refine(isOrganizationalUnitId, 'expected an id such as ou-ab12-cdef3456');
const time = z.iso
  .datetime({ offset: true, error: 'expected a time such as 2026-01-05T09:00:00Z' })
  .transform((text) => new Date(text));
const status = z.enum(['Active', 'Inactive']).default('Active');

const root = z.object({
  password: z.object({ createdAt: time.optional() }).optional(),
  accessKeys: z
    .array(z.object({ id: z.string().optional(), status, createdAt: time.optional() }))
    .default([]),
  signingCertificates: z
    .array(z.object({ id: z.string().optional(), status, uploadedAt: time.optional() }))
    .default([]),
  mfaDevices: z
    .array(z.object({ serialNumber: z.string().optional(), enabledAt: time.optional() }))
    .default([]),
});

const account = z.object({
  id: accountId,
  name: z.string().optional(),
  state: z.enum(['PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE', 'CLOSED']).default('ACTIVE'),
  joinedMethod: z.enum(['INVITED', 'CREATED']).optional(),
  joinedTimestamp: time.optional(),
  parent: z.string().optional(),
  deniedByScp: z.array(z.string()).default([]),
  root: root.optional(),
});

const schema = z.object({
  organization: z.object({
    managementAccountId: accountId,
    trustedServices: z.array(z.string()).default(['iam.amazonaws.com']),
    features: z.array(z.string()).default(['RootCredentialsManagement', 'RootSessions']),
    organizationalUnits: z.array(z.object({ id: unitId, parent: z.string().optional() })).default([]),
  }),
  accounts: z.array(account),
});

export type World = z.output<typeof schema>;
export type WorldAccount = World['accounts'][number];

/** @throws InvalidInputError `unreadable-file` or `invalid-file`, with every fault and its path */
export async function readWorld(path: string): Promise<World> {
  const parsed = schema.safeParse(await readJsonFile(path));
  if (parsed.success) return parsed.data;
  throw invalidFile(
    path,
    parsed.error.issues.map(
      (issue) => `${issue.path.map(String).join('.') || '(document)'}: ${issue.message}`,
    ),
  );
}

export function memberOf({ organization }: World, given: WorldAccount): MemberAccount {
  const { id, name = id, state, joinedMethod, joinedTimestamp, parent } = given;
  const organizationalUnits: MemberAccount['organizationalUnits'][number][] = [];
  for (let at = parent; at !== undefined; ) {
    const unit = organization.organizationalUnits.find((one) => one.id === at);
    if (unit === undefined || organizationalUnits.includes(unit.id)) break;
    organizationalUnits.unshift(unit.id);
    at = unit.parent;
  }
  return { id, name, state, joinedMethod, joinedAt: joinedTimestamp, organizationalUnits };
}

/** A credential that the file gives no id has the place it stands at for one. */
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
