import { describe, expect, it } from 'vitest';
import type { MemberAccount } from '../../../../src/domain/account.ts';
import type { GuardDependencies } from '../../../../src/guardrail/account/dependencies.ts';
import {
  type AccountAudit,
  auditAccount,
  auditOrganization,
} from '../../../../src/guardrail/operate/audit-organization.ts';
import type { RootAuditor } from '../../../../src/guardrail/ports/root-sessions.ts';
import {
  ACCOUNT,
  givenAccount,
  givenCredential,
  givenException,
  givenPolicy,
} from '../../../support/builders.ts';
import { Crash, givenGuard, heal, onNth } from '../guard-fixture.ts';
import { givenMembers, givenSweeper } from '../sweep-fixture.ts';

const PASSWORD = givenCredential('login-profile');
const KEY = givenCredential('access-key');

async function all(audits: AsyncIterable<AccountAudit>): Promise<AccountAudit[]> {
  const seen = [];
  for await (const audit of audits) seen.push(audit);
  return seen;
}

function givenAuditor(members: number | readonly MemberAccount[] = 0) {
  const sweeper = givenSweeper(members);
  const deps = { ...sweeper, policy: givenPolicy({ mode: 'observe' }) };
  return { ...sweeper, audit: (concurrency = 8) => auditOrganization(deps, concurrency) };
}

/** What an audit may use of what guards an account. */
function auditing(deps: GuardDependencies) {
  return { ...deps, lister: givenSweeper().lister };
}

describe('the audit of one account', () => {
  it.each([
    ['nothing', [], undefined, 'compliant', []],
    ['an approved password', [PASSWORD], {}, 'excepted', ['excepted']],
    ['a key', [KEY], undefined, 'violating', ['unapproved']],
    ['an approved password and a key', [PASSWORD, KEY], {}, 'violating', ['excepted', 'unapproved']],
  ])('of one with %s does not depend on the mode', async (_what, credentials, exception, state, reasons) => {
    const { deps, exceptions } = givenGuard(credentials, { policy: givenPolicy({ mode: 'observe' }) });
    if (exception) exceptions.put(givenException(exception));
    const audit = await auditAccount(auditing(deps), givenAccount());
    expect(audit).toMatchObject({ type: 'audited', state, account: { id: ACCOUNT } });
    expect(audit.type === 'audited' ? audit.decisions.map(({ reason }) => reason) : []).toEqual(reasons);
  });

  it('has the last use of each key, and asks for keys only', async () => {
    const { deps } = givenGuard([PASSWORD, KEY]);
    const used = new Date('2026-10-20T08:00:00Z');
    const asked: string[] = [];
    const auditor: RootAuditor = {
      openAuditSession: async (account) => {
        const opened = await deps.auditor.openAuditSession(account);
        if (opened.type === 'refused') return opened;
        const readKeyLastUsed = async (id: string) => {
          asked.push(id);
          return used;
        };
        return { ...opened, session: { ...opened.session, readKeyLastUsed } };
      },
    };
    expect(await auditAccount({ ...deps, auditor }, givenAccount())).toMatchObject({
      lastUsedAt: new Map([[KEY.id, used]]),
    });
    expect(asked).toEqual([KEY.id]);
  });

  it('names what keeps a decision from being made', async () => {
    const { deps, log, exceptions } = givenGuard([KEY]);
    exceptions.putMalformed({ scope: `account#${ACCOUNT}`, id: 'by-hand', issues: ['reason: is missing'] });
    expect(await auditAccount(deps, givenAccount())).toMatchObject({
      state: 'unknown',
      exceptions: {
        malformed: [{ scope: `account#${ACCOUNT}`, id: 'by-hand', issues: ['reason: is missing'] }],
      },
    });
    log.fail({ call: 'dynamodb:Query', failure: { code: 'Throttling', message: 'slow down' } });
    expect(await auditAccount(deps, givenAccount())).toMatchObject({
      exceptions: { failure: { call: 'dynamodb:Query', code: 'Throttling', message: 'slow down' } },
    });
  });

  it.each([
    ['sts:AssumeRoot', { type: 'unreadable', state: 'unknown', failure: { call: 'sts:AssumeRoot' } }],
    ['iam:ListAccessKeys', { type: 'unreadable', state: 'unknown', failure: { call: 'iam:ListAccessKeys' } }],
    [
      'dynamodb:Query',
      {
        type: 'audited',
        state: 'unknown',
        exceptions: { type: 'unreadable', failure: { call: 'dynamodb:Query' } },
        decisions: [{ reason: 'exceptions-unreadable' }],
      },
    ],
  ])('is unknown when %s fails', async (call, expected) => {
    const { deps, log } = givenGuard([KEY]);
    log.fail({ call });
    expect(await auditAccount(auditing(deps), givenAccount())).toMatchObject(expected);
  });

  it('is unknown when one of its credentials is uncertain and another is approved', async () => {
    const { deps, exceptions } = givenGuard([PASSWORD, KEY]);
    exceptions.put(givenException());
    exceptions.putMalformed({ scope: 'organization', id: 'typo', issues: ['reason: is missing'] });
    expect(await auditAccount(auditing(deps), givenAccount())).toMatchObject({
      state: 'unknown',
      decisions: [{ reason: 'excepted' }, { reason: 'exception-malformed' }],
      exceptions: { malformed: [{ scope: 'organization', id: 'typo', issues: ['reason: is missing'] }] },
    });
  });

  it('is unknown when an exception in its scope is malformed', async () => {
    const { deps, exceptions } = givenGuard([KEY]);
    exceptions.putMalformed({ scope: 'organization', id: 'broken', issues: [] });
    expect(await auditAccount(auditing(deps), givenAccount())).toMatchObject({
      state: 'unknown',
      decisions: [{ reason: 'exception-malformed' }],
    });
  });

  it('skips one that is not ACTIVE, without a session', async () => {
    const { deps, calls } = givenGuard([KEY]);
    const account = givenAccount({ state: 'SUSPENDED' });
    expect(await auditAccount(auditing(deps), account)).toEqual({
      type: 'skipped',
      account,
      state: 'skipped',
    });
    expect(calls()).toEqual([]);
  });

  it('changes nothing and notifies nobody', async () => {
    const { deps, calls, left } = givenGuard([KEY]);
    await auditAccount(auditing(deps), givenAccount());
    expect(calls().filter((call) => /ledger|posture|announce|queue|breaker|Delete/i.test(call))).toEqual([]);
    expect(left()).toEqual(['access-key']);
  });
});

describe('the audit of the organization', () => {
  it.each([1, 3, 8, 100])(
    'has every account, in the order of the listing (%i in flight)',
    async (concurrency) => {
      const { audit, organization } = givenAuditor(45);
      const [first] = givenMembers(1);
      if (first) organization.setAccount({ ...first, state: 'SUSPENDED' });
      const audits = await all(audit(concurrency));
      expect(audits.map(({ account }) => account.id)).toEqual(givenMembers(45).map(({ id }) => id));
      expect(audits[0]).toMatchObject({ type: 'skipped' });
    },
  );

  it('is empty where the organization has no members', async () => {
    expect(await all(givenAuditor().audit())).toEqual([]);
  });

  it.each([1, 3, 8])('audits at most %i accounts at a time, and reaches that number', async (concurrency) => {
    const { audit, auditor, ...world } = givenAuditor(45);
    let inFlight = 0;
    let most = 0;
    world.log.onCall = async ({ name }) => {
      if (name !== 'sts:AssumeRoot') return;
      inFlight += 1;
      most = Math.max(most, inFlight);
      await new Promise((resolve) => setImmediate(resolve));
      inFlight -= 1;
    };
    await all(audit(concurrency));
    expect(most).toBe(concurrency);
  });

  it('fails when the pagination token of the listing has expired', async () => {
    const { audit, lister, log } = givenAuditor(45);
    onNth(log, 'organizations:ListAccounts', 2, lister.expireTokens);
    await expect(all(audit(8))).rejects.toMatchObject({ code: 'listing-outdated', responsible: 'aws' });
  });

  it('throws the error of an audit at its position, and leaves no other rejection unhandled', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    try {
      const { audit, log } = givenAuditor(5);
      let opened = 0;
      log.onCall = async ({ name }) => {
        if (name !== 'sts:AssumeRoot') return;
        opened += 1;
        if (opened > 1) throw new Crash();
        // The first account takes so long that the others have failed meanwhile.
        for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      };
      const audits = audit(3)[Symbol.asyncIterator]();
      expect(await audits.next()).toMatchObject({ value: { type: 'audited', state: 'compliant' } });
      await expect(audits.next()).rejects.toThrow(Crash);
      heal(log);
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      process.off('unhandledRejection', note);
    }
    expect(unhandled).toEqual([]);
  });
});
