import type { Account } from '../world/account.ts';

/** The current state of an account with its root credentials, which no single AWS API returns. */
export function describedForControl({ id, name, state, root }: Account) {
  const { password, accessKeys, signingCertificates, mfaDevices } = root.credentials;
  return {
    id,
    name,
    state,
    root: {
      password: password ?? null,
      accessKeys: accessKeys.map(({ id: keyId, status, createdAt, lastUsed }) => ({
        id: keyId,
        status,
        createdAt,
        lastUsedAt: lastUsed?.at ?? null,
      })),
      signingCertificates: signingCertificates.map(({ id: certificateId, status, uploadedAt }) => ({
        id: certificateId,
        status,
        uploadedAt,
      })),
      mfaDevices,
    },
  };
}
