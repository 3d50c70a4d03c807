import * as v from 'valibot';
import type { ServiceEvents } from '../cloudtrail/service-events.ts';
import type { EventBridgeEvent } from '../eventbridge/event.ts';
import { type Account, accountFromWorld } from '../world/account.ts';
import { checkJoiningAccount } from '../world/check-world.ts';
import { denyActions } from '../world/denied-actions.ts';
import { type Issue, issuesOf } from '../world/issue.ts';
import type { Organization } from '../world/organization.ts';
import { accountSchema } from '../world/schema.ts';

export type JoinResult =
  | { readonly type: 'joined'; readonly account: Account }
  | { readonly type: 'invalid'; readonly issues: readonly Issue[] };

export interface JoinOptions {
  readonly organization: Organization;
  readonly now: () => Date;
  readonly emit: (event: EventBridgeEvent) => void;
  readonly serviceEvents: ServiceEvents;
}

/** Lets an account join by invitation, with its root credentials. The input is an account entry of a world file. */
export function createJoin({ organization, now, emit, serviceEvents }: JoinOptions) {
  return (described: unknown): JoinResult => {
    const parsed = v.safeParse(accountSchema, described);
    if (!parsed.success) return { type: 'invalid', issues: issuesOf(parsed.issues) };
    const issues = checkJoiningAccount(parsed.output, {
      accountIds: new Set(organization.accounts.keys()),
      unitIds: new Set(organization.units.keys()),
    });
    if (issues.length > 0) return { type: 'invalid', issues: issues };

    const defaults = { joinedMethod: 'INVITED', joinedAt: now() } as const;
    const account = accountFromWorld(parsed.output, organization.rootId, defaults);
    organization.accounts.set(account.id, account);
    denyActions(organization.policies, account.id, parsed.output.deniedByScp);
    emit(serviceEvents.accountJoined(account, account.joinedMethod === 'INVITED' ? 'Invited' : 'Created'));
    return { type: 'joined', account };
  };
}

export type Join = ReturnType<typeof createJoin>;
