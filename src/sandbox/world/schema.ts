import { z } from 'zod';
import { ACCESS_KEYS_PER_USER, CERTIFICATES_PER_USER, MFA_DEVICES_PER_USER } from './new-credentials.ts';

const accountId = z.string().regex(/^\d{12}$/, 'expected 12 digits');
const unitId = z
  .string()
  .regex(/^ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/, 'expected an id such as ou-ab12-cdef3456');
const parentId = z
  .string()
  .regex(
    /^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})$/,
    'expected an organizational unit (ou-ab12-cdef3456) or the root (r-ab12)',
  );
const timestamp = z.iso.datetime({ offset: true, error: 'expected a time such as 2026-01-05T09:00:00Z' });
const keyStatus = z.enum(['Active', 'Inactive']);

const accessKey = z.strictObject({
  id: z
    .string()
    .regex(/^AKIA[A-Z0-9]{12,124}$/, 'expected AKIA and at least 12 capital letters or digits')
    .optional(),
  secret: z.string().min(1).default('sandbox'),
  status: keyStatus.default('Active'),
  createdAt: timestamp.optional(),
  lastUsedAt: timestamp.optional(),
});

const signingCertificate = z.strictObject({
  id: z
    .string()
    .regex(/^\w{1,128}$/, 'expected letters and digits')
    .optional(),
  status: keyStatus.default('Active'),
  uploadedAt: timestamp.optional(),
});

const mfaDevice = z.strictObject({
  serialNumber: z.string().min(9).max(256).optional(),
  enabledAt: timestamp.optional(),
});

const root = z.strictObject({
  password: z.strictObject({ createdAt: timestamp.optional() }).optional(),
  accessKeys: z
    .array(accessKey)
    .max(ACCESS_KEYS_PER_USER, `a root user has at most ${ACCESS_KEYS_PER_USER} access keys`)
    .default([]),
  signingCertificates: z
    .array(signingCertificate)
    .max(CERTIFICATES_PER_USER, `a root user has at most ${CERTIFICATES_PER_USER} signing certificates`)
    .default([]),
  mfaDevices: z
    .array(mfaDevice)
    .max(MFA_DEVICES_PER_USER, `a root user has at most ${MFA_DEVICES_PER_USER} MFA devices`)
    .default([]),
});

export const accountSchema = z.strictObject({
  id: accountId,
  name: z.string().min(1).max(50).optional(),
  email: z.email('expected an e-mail address').optional(),
  state: z.enum(['PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE', 'CLOSED']).default('ACTIVE'),
  joinedMethod: z.enum(['INVITED', 'CREATED']).optional(),
  joinedTimestamp: timestamp.optional(),
  parent: parentId.optional(),
  deniedByScp: z
    .array(z.string().regex(/^(\*|[a-z0-9-]+:[\w*?]+)$/, 'expected an action such as iam:DeleteLoginProfile'))
    .default([]),
  root: root.optional(),
});

const organizationalUnit = z.strictObject({
  id: unitId,
  name: z.string().min(1).max(128).optional(),
  parent: parentId.optional(),
});

const organization = z.strictObject({
  id: z
    .string()
    .regex(/^o-[a-z0-9]{10,32}$/, 'expected an id such as o-exampleorgid')
    .default('o-sandbox0001'),
  managementAccountId: accountId,
  trustedServices: z.array(z.string().min(1)).default(['iam.amazonaws.com']),
  features: z
    .array(z.enum(['RootCredentialsManagement', 'RootSessions']))
    .default(['RootCredentialsManagement', 'RootSessions']),
  delegatedAdministrators: z.record(z.string().min(1), z.array(accountId)).default({}),
  organizationalUnits: z.array(organizationalUnit).default([]),
});

export const worldSchema = z.strictObject({
  organization,
  accounts: z.array(accountSchema).min(1, 'expected at least the management account'),
});

/** What a sandbox starts with: a world file that has been checked, its defaults filled in. */
export type World = z.output<typeof worldSchema>;
export type WorldAccount = z.output<typeof accountSchema>;
/** A world before it is checked: what one writes by hand. */
export type WorldInput = z.input<typeof worldSchema>;
export type WorldAccountInput = z.input<typeof accountSchema>;
