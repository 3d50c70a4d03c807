import { formatScope } from '../../../src/domain/exception.ts';
import type { RequestedScope, RequestedScopes } from '../../../src/guardrail/ports/requested-scopes.ts';
import type { CallLog } from './call-log.ts';

export function createMemoryRequestedScopes(log: CallLog): RequestedScopes {
  const requested = new Map<string, RequestedScope>();
  return {
    async request(scope, at) {
      await log.enter('requestedScopes.request');
      const key = formatScope(scope);
      const noted = requested.get(key)?.requestedAt.getTime() ?? Number.NEGATIVE_INFINITY;
      const requestedAt = new Date(Math.max(at.getTime(), noted + 1));
      requested.set(key, { type: 'requested', scope, requestedAt, stored: requestedAt });
    },
    async read() {
      await log.enter('requestedScopes.read');
      return [...requested.values()];
    },
    async clear({ scope, stored }) {
      await log.enter('requestedScopes.clear');
      const key = formatScope(scope);
      if (requested.get(key)?.stored === stored) requested.delete(key);
    },
  };
}
