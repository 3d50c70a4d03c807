import type { Ids } from '../ids.ts';
import type { AccessKey, SigningCertificate } from './root-credentials.ts';

/** IAM's own quotas: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const MAX_ACCESS_KEYS_PER_USER = 2;
export const MAX_CERTIFICATES_PER_USER = 2;
export const MAX_MFA_DEVICES_PER_USER = 8;

/** The body of a certificate whose content does not matter. */
export const SANDBOX_CERTIFICATE = '-----BEGIN CERTIFICATE-----\nsandbox\n-----END CERTIFICATE-----';

export const newAccessKey = (ids: Ids, createdAt: Date): AccessKey => ({
  id: ids.key('AKIA'),
  secret: ids.secret(),
  status: 'Active',
  createdAt,
  lastUsed: undefined,
});

export const newCertificate = (ids: Ids, body: string, uploadedAt: Date): SigningCertificate => ({
  id: ids.key('', 32),
  status: 'Active',
  body,
  uploadedAt,
});
