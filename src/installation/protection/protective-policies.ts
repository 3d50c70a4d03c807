import { homePolicy } from './home-policy.ts';
import { memberPolicy } from './member-policy.ts';
import { peoplePolicy } from './people-policy.ts';
import type { PolicyDocument } from './policy-document.ts';
import { type Principals, principalsOf } from './principals.ts';
import type { ProtectedInstallation } from './protected-installation.ts';
import { sessionsPolicy } from './sessions-policy.ts';

/** Service control policies that protect an installation. */
export interface ProtectivePolicies {
  /** For every member account: the forwarding rules, and what the guardrail depends on. */
  readonly members: PolicyDocument;
  /** For the home account, if it is a member account: the service and its data. */
  readonly home: PolicyDocument;
  /** For the home account: who may open root sessions, approve exceptions, take messages and deploy. */
  readonly people: PolicyDocument;
  /** For every member account: who opens root sessions, and in which Region. */
  readonly sessions: PolicyDocument;
}

export function protectivePolicies(
  installation: ProtectedInstallation,
  principals: Principals = principalsOf(installation),
): ProtectivePolicies {
  return {
    members: memberPolicy(installation, principals),
    home: homePolicy(installation, principals),
    people: peoplePolicy(installation, principals),
    sessions: sessionsPolicy(installation, principals),
  };
}
