import type { AccountId } from '../../../src/domain/account.ts';
import type { GraceEnds } from '../../../src/guardrail/ports/grace-ends.ts';
import type { CallLog } from './call-log.ts';

export function createMemoryGraceEnds(log: CallLog): GraceEnds {
  const ends = new Map<AccountId, Date>();
  return {
    async note({ account, endsAt }) {
      await log.enter('graceEnds.note', account);
      const known = ends.get(account);
      if (known === undefined || known > endsAt) ends.set(account, endsAt);
    },
    async isNoted({ account, endsAt }) {
      await log.enter('graceEnds.isNoted', account);
      const known = ends.get(account);
      return known !== undefined && known <= endsAt;
    },
    async read() {
      await log.enter('graceEnds.read');
      return [...ends].map(([account, endsAt]) => ({ type: 'noted', account, endsAt, stored: endsAt }));
    },
    async clear({ account, stored }) {
      await log.enter('graceEnds.clear', account);
      if (ends.get(account) === stored) ends.delete(account);
    },
  };
}
