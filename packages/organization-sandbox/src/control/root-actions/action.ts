import type { ConsoleEvents } from '../../cloudtrail/console-events.ts';
import type { EventBridgeEvent } from '../../eventbridge/event.ts';
import type { Ids } from '../../ids.ts';
import type { Account } from '../../world/account.ts';

/** What an action of a root user works on. */
export interface RootActionContext {
  readonly ids: Ids;
  readonly now: () => Date;
  readonly emit: (event: EventBridgeEvent) => void;
  readonly consoleEvents: ConsoleEvents;
}

export interface RootActionOptions {
  /** The Region of the sign-in page, which records sign-ins of the AWS CLI; us-east-1 by default. */
  readonly region?: string;
}

export type RootActionResult =
  /** `created` is the id of the new credential. */
  | { readonly type: 'done'; readonly created?: string }
  | { readonly type: 'refused'; readonly reason: string };

/** The owner of a root user's mailbox does something, mostly in the console. */
export type ActionOfRoot = (
  context: RootActionContext,
  account: Account,
  options: RootActionOptions,
) => RootActionResult;

export const DONE: RootActionResult = { type: 'done' };

export const refused = (reason: string): RootActionResult => ({ type: 'refused', reason });
