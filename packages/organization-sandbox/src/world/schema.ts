import * as v from 'valibot';
import { matching, record, strictObject, text } from '../contract/shapes.ts';
import { settingsSchema } from '../settings/settings-schema.ts';
import {
  MAX_ACCESS_KEYS_PER_USER,
  MAX_CERTIFICATES_PER_USER,
  MAX_MFA_DEVICES_PER_USER,
} from './new-credentials.ts';
import { policySchema } from './policy-schema.ts';
import { servicesSchema } from './services.ts';
import { isTimestamp } from './timestamp.ts';
import { trailSchema } from './trail-schema.ts';

const name = (maxLength: number) => v.pipe(text, v.maxLength(maxLength));

const accountId = matching(/^\d{12}$/, 'expected 12 digits');
const unitId = matching(/^ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/, 'expected an id such as ou-ab12-cdef3456');
const parentId = matching(
  /^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})$/,
  'expected an organizational unit (ou-ab12-cdef3456) or the root (r-ab12)',
);
const EXPECTED_TIMESTAMP = 'expected a time such as 2026-01-05T09:00:00Z';
const timestamp = v.pipe(v.string(EXPECTED_TIMESTAMP), v.check(isTimestamp, EXPECTED_TIMESTAMP));
const EXPECTED_EMAIL = 'expected an e-mail address';
/** valibot's own check does not accept an apostrophe. */
const email = v.pipe(
  v.string(EXPECTED_EMAIL),
  v.regex(/^(?:[\w'+-]+\.)*[\w'+-]*[\w+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/, EXPECTED_EMAIL),
);
/** The limits of Organizations. */
const accountName = matching(/^[ -~]{1,50}$/, 'expected 1 to 50 characters of ASCII');
const servicePrincipal = matching(/^[\w+=,.@-]{1,128}$/, 'expected a service such as iam.amazonaws.com');
const keyStatus = v.optional(v.picklist(['Active', 'Inactive']), 'Active');

const accessKey = strictObject({
  id: v.optional(
    matching(/^AKIA[A-Z0-9]{12,124}$/, 'expected AKIA and at least 12 capital letters or digits'),
  ),
  secret: v.optional(text, 'sandbox'),
  status: keyStatus,
  createdAt: v.optional(timestamp),
  lastUsedAt: v.optional(timestamp),
});

const signingCertificate = strictObject({
  id: v.optional(matching(/^\w{24,128}$/, 'expected 24 to 128 letters or digits')),
  status: keyStatus,
  uploadedAt: v.optional(timestamp),
});

const mfaDevice = strictObject({
  serialNumber: v.optional(
    matching(/^[\w+=/:,.@-]{9,256}$/, 'expected an ARN, or a serial number of at least 9 characters'),
  ),
  enabledAt: v.optional(timestamp),
});

/** An optional list of credentials. That there are too many is reported whatever other issues they have. */
const upTo = <Item extends v.GenericSchema>(item: Item, max: number, what: string) =>
  v.optional(
    v.pipe(
      v.array(item),
      v.rawCheck(({ dataset: { value }, addIssue }) => {
        if (Array.isArray(value) && value.length > max) {
          addIssue({ message: `a root user has at most ${max} ${what}` });
        }
      }),
    ),
    [],
  );

const root = strictObject({
  password: v.optional(strictObject({ createdAt: v.optional(timestamp) })),
  accessKeys: upTo(accessKey, MAX_ACCESS_KEYS_PER_USER, 'access keys'),
  signingCertificates: upTo(signingCertificate, MAX_CERTIFICATES_PER_USER, 'signing certificates'),
  mfaDevices: upTo(mfaDevice, MAX_MFA_DEVICES_PER_USER, 'MFA devices'),
});

export const accountSchema = strictObject({
  id: accountId,
  name: v.optional(accountName),
  email: v.optional(email),
  state: v.optional(
    v.picklist(['PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE', 'CLOSED']),
    'ACTIVE',
  ),
  joinedMethod: v.optional(v.picklist(['INVITED', 'CREATED'])),
  joinedTimestamp: v.optional(timestamp),
  parent: v.optional(parentId),
  deniedByScp: v.optional(
    v.array(matching(/^(\*|[a-z0-9-]+:[\w*?]+)$/, 'expected an action such as iam:DeleteLoginProfile')),
    [],
  ),
  root: v.optional(root),
  services: v.optional(servicesSchema, {}),
});

const organizationalUnit = strictObject({
  id: unitId,
  name: v.optional(name(128)),
  parent: v.optional(parentId),
});

const organization = strictObject({
  id: v.optional(matching(/^o-[a-z0-9]{10,32}$/, 'expected an id such as o-exampleorgid'), 'o-sandbox0001'),
  managementAccountId: accountId,
  trustedServices: v.optional(v.array(servicePrincipal), ['iam.amazonaws.com']),
  features: v.optional(v.array(v.picklist(['RootCredentialsManagement', 'RootSessions'])), [
    'RootCredentialsManagement',
    'RootSessions',
  ]),
  delegatedAdministrators: v.optional(record(v.array(accountId)), {}),
  organizationalUnits: v.optional(v.array(organizationalUnit), []),
});

export const worldSchema = strictObject({
  organization,
  /** In the form that the control plane takes. */
  settings: v.optional(settingsSchema, {}),
  accounts: v.pipe(v.array(accountSchema), v.nonEmpty('expected at least the management account')),
  policies: v.optional(v.array(policySchema), []),
  /** By default there is one trail of the organization that records everything. */
  trails: v.optional(v.array(trailSchema)),
});

/** A world file that was checked, with its defaults filled in. */
export type World = v.InferOutput<typeof worldSchema>;
export type WorldAccount = v.InferOutput<typeof accountSchema>;
/** A world before it is checked, as it is written by hand. */
export type WorldInput = v.InferInput<typeof worldSchema>;
export type WorldAccountInput = v.InferInput<typeof accountSchema>;
