import type { RootSessions } from '../auth/sessions.ts';
import type { Settings } from '../settings/settings.ts';
import type { Organization } from '../world/organization.ts';

/** What STS operations work on. */
export interface StsContext {
  readonly organization: Organization;
  readonly sessions: RootSessions;
  readonly settings: Settings;
}
