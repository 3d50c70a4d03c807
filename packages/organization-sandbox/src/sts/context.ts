import type { SessionCredentials, Sessions } from '../auth/sessions.ts';
import type { Answer } from '../contract/operation.ts';
import type { Settings } from '../settings/settings.ts';
import type { Organization } from '../world/organization.ts';

/** What STS operations work on. */
export interface StsContext {
  readonly organization: Organization;
  readonly sessions: Sessions;
  readonly settings: Settings;
}

export const credentialsAnswer = (session: SessionCredentials): Answer => ({
  Credentials: {
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secretAccessKey,
    SessionToken: session.sessionToken,
    Expiration: session.expiresAt,
  },
});
