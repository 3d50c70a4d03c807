import { describe, expect, it } from 'vitest';
import { auditAccount } from '../../../../src/guardrail/operate/audit-account.ts';
import type { RootAuditor } from '../../../../src/guardrail/ports/root-sessions.ts';
import {
  ACCOUNT,
  givenAccount,
  givenCredential,
  givenException,
  givenPolicy,
} from '../../../support/builders.ts';
import { givenGuard } from '../guard-fixture.ts';

const PASSWORD = givenCredential('login-profile');
const KEY = givenCredential('access-key');

describe('the audit of one account', () => {
  it.each([
    ['nothing', [], undefined, 'compliant', []],
    ['an approved password', [PASSWORD], {}, 'excepted', ['excepted']],
    ['a key', [KEY], undefined, 'violating', ['unapproved']],
    ['an approved password and a key', [PASSWORD, KEY], {}, 'violating', ['excepted', 'unapproved']],
  ])('of one with %s does not depend on the mode', async (_what, credentials, exception, state, reasons) => {
    const { deps, exceptions } = givenGuard(credentials, { initialPolicy: givenPolicy({ mode: 'observe' }) });
    if (exception) exceptions.put(givenException(exception));
    const audit = await auditAccount(deps, givenAccount());
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
    expect(await auditAccount(deps, givenAccount())).toMatchObject(expected);
  });

  it('is unknown when one of its credentials is uncertain and another is approved', async () => {
    const { deps, exceptions } = givenGuard([PASSWORD, KEY]);
    exceptions.put(givenException());
    exceptions.putMalformed({ scope: 'organization', id: 'typo', issues: ['reason: is missing'] });
    expect(await auditAccount(deps, givenAccount())).toMatchObject({
      state: 'unknown',
      decisions: [{ reason: 'excepted' }, { reason: 'exception-malformed' }],
      exceptions: { malformed: [{ scope: 'organization', id: 'typo', issues: ['reason: is missing'] }] },
    });
  });

  it('is unknown when an exception in its scope is malformed', async () => {
    const { deps, exceptions } = givenGuard([KEY]);
    exceptions.putMalformed({ scope: 'organization', id: 'broken', issues: [] });
    expect(await auditAccount(deps, givenAccount())).toMatchObject({
      state: 'unknown',
      decisions: [{ reason: 'exception-malformed' }],
    });
  });

  it('skips one that is not ACTIVE, without a session', async () => {
    const { deps, calls } = givenGuard([KEY]);
    const account = givenAccount({ state: 'SUSPENDED' });
    expect(await auditAccount(deps, account)).toEqual({
      type: 'skipped',
      account,
      state: 'skipped',
    });
    expect(calls()).toEqual([]);
  });

  it('changes nothing and notifies nobody', async () => {
    const { deps, calls, left } = givenGuard([KEY]);
    await auditAccount(deps, givenAccount());
    expect(calls().filter((call) => /ledger|posture|announce|queue|breaker|Delete/i.test(call))).toEqual([]);
    expect(left()).toEqual(['access-key']);
  });
});
