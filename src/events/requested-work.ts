import type { AccountId } from '../domain/account.ts';
import type { WideScope } from '../domain/exception.ts';
import type { Trigger, WeakeningTrigger } from '../domain/trigger.ts';
import type { Irrelevant, ParsedMessage } from './parsed-message.ts';

/** What a message leads to. */
export type RequestedWork =
  | { readonly type: 'guard'; readonly account: AccountId; readonly triggers: readonly Trigger[] }
  | { readonly type: 'report-weakening'; readonly trigger: WeakeningTrigger }
  | { readonly type: 'request-scope'; readonly scope: WideScope; readonly at: Date }
  /** `path` is where the message does not parse. */
  | { readonly type: 'dead-letter'; readonly path: string; readonly message: string }
  | { readonly type: 'ignore'; readonly reason: Irrelevant['reason'] };

/** A changed exception leads to an audit of its account, or, where its scope is wider, to audits of all accounts in the scope. */
export function workFor(message: ParsedMessage): RequestedWork {
  switch (message.type) {
    case 'trigger':
      return guardFor(message.trigger);
    case 'weakening':
      return { type: 'report-weakening', trigger: message.trigger };
    case 'announcement':
      return { type: 'ignore', reason: 'announced-elsewhere' };
    case 'exception-change': {
      const { scope, at } = message.trigger;
      if (scope.type !== 'account') return { type: 'request-scope', scope, at };
      const { account } = scope;
      return guardFor({ type: 'audit-requested', account, why: 'exception-changed', at, event: undefined });
    }
    case 'malformed':
      return { type: 'dead-letter', path: message.path, message: message.message };
    case 'irrelevant':
      return { type: 'ignore', reason: message.reason };
  }
}

function guardFor(trigger: Trigger): RequestedWork {
  return { type: 'guard', account: trigger.account, triggers: [trigger] };
}
