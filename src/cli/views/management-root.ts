import { describeWithRequestId } from '../../domain/aws-failure.ts';
import { MANAGEMENT_ROOT_EXPOSURES, type ManagementRoot } from '../../domain/management-root.ts';

/** `managementAccount` of the JSON of report and doctor. A flag is null where it is not known. */
export function managementRootJson(root: ManagementRoot) {
  const { account, state, readAt } = root;
  const has = (kind: 'login-profile' | 'access-key' | 'signing-certificate' | 'mfa-device') =>
    root.state === 'unknown' ? null : root.present.includes(kind);
  return {
    accountId: account,
    state,
    readAt: readAt ?? null,
    password: has('login-profile'),
    accessKeys: has('access-key'),
    signingCertificates: has('signing-certificate'),
    mfa: has('mfa-device'),
    exposures: root.state === 'exposed' ? root.exposures : [],
    why: root.state === 'unknown' ? root.why : null,
    failure: (root.state === 'unknown' && root.failure) || null,
  };
}

const WHY_UNKNOWN = {
  'never-read': 'it has never been read',
  unreadable: 'it could not be read',
  stale: 'it was read too long ago',
  malformed: 'its stored record does not parse',
} as const;

export function managementRootSentence(root: ManagementRoot): string {
  const whose = 'root user of the management account';
  switch (root.state) {
    case 'protected':
      return `${whose}: has MFA, and neither access keys nor signing certificates`;
    case 'exposed':
      return `${whose}: ${root.exposures.map((one) => MANAGEMENT_ROOT_EXPOSURES[one].text).join(' ')}`;
    case 'unknown':
      return `${whose}: unknown, as ${root.failure ? describeWithRequestId(root.failure) : WHY_UNKNOWN[root.why]}`;
  }
}
