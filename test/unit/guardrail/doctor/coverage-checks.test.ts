import { describe, expect, it } from 'vitest';
import { parseAccountId } from '../../../../src/domain/account.ts';
import type { Coverage } from '../../../../src/domain/coverage.ts';
import { checkCoverage, checkHeardAccounts } from '../../../../src/guardrail/doctor/coverage-checks.ts';
import type { Inspector } from '../../../../src/guardrail/ports/deployment-inspection.ts';
import { givenAccount } from '../../../support/builders.ts';
import { readable, unreadable } from './readings.ts';

const FULL: Coverage = {
  accounts: 3,
  audited: 3,
  heard: 3,
  auditedAndHeard: 3,
  notAudited: [],
  awaiting: [],
  silent: [],
  uncovered: [],
  oldestAuditSeconds: 60,
  oldestUnresolvedTriggerSeconds: undefined,
  canaryAgeSeconds: undefined,
  lostEvents: 0,
  maxAuditAgeHours: 30,
};

const accounts = Array.from({ length: 25 }, (_, at) =>
  givenAccount({ id: String(300_000_000_000 + at), name: `team-${at}` }),
);
const ids = accounts.map(({ id }) => id);
const FAILING = new Map([[parseAccountId('300000000000'), 'OUTDATED: AccessDenied']]);

type StackSetReading = Awaited<ReturnType<Inspector['readStackSet']>>;

const heard = (
  coverage: Partial<Coverage>,
  stackSet: StackSetReading = readable({ covered: new Set<never>(), failing: FAILING }),
) =>
  checkHeardAccounts({
    coverage: { ...FULL, ...coverage },
    accounts,
    inspector: { readStackSet: async () => stackSet },
    names: { stackSet: 'rootguard-members', heartbeatRule: 'rootguard-heartbeats' },
    region: 'us-east-1',
  });

describe('the check of heard accounts', () => {
  it('is ok where every covered account is heard; those without rules are only counted', async () => {
    expect(await heard({})).toMatchObject({ status: 'ok', detail: '3 accounts heard' });
    expect(await heard({ heard: 2, uncovered: ids.slice(0, 1) })).toMatchObject({
      status: 'ok',
      detail: '2 accounts heard; 1 account uncovered',
    });
    expect(await heard({ heard: 2, awaiting: ids.slice(0, 1) })).toMatchObject({
      status: 'ok',
      detail: '2 accounts heard; 1 account not heard yet',
    });
  });

  it('names silent accounts with what failed in the StackSet, and where to look', async () => {
    const check = await heard({ heard: 1, silent: ids.slice(0, 2) });
    expect(check).toMatchObject({
      status: 'problem',
      detail:
        '2 accounts audited, and not heard within half an hour: 300000000000 (team-0: OUTDATED: AccessDenied), 300000000001 (team-1)',
    });
    expect(check.advice).toContain('rootguard-heartbeats');
    expect(check.advice).toContain(
      '\naws cloudformation describe-stack-instance --stack-set-name rootguard-members --stack-instance-account 300000000000 ',
    );
  });

  it('names them also where the StackSet cannot be read', async () => {
    expect((await heard({ heard: 1, silent: ids.slice(0, 1) }, unreadable)).detail).toContain(
      '300000000000 (team-0)',
    );
  });

  it('names no more than 20, and says how many more there are', async () => {
    const { detail } = await heard({ heard: 1, silent: ids });
    expect(detail.match(/team-/g)).toHaveLength(20);
    expect(detail).toMatch(/ and 5 more$/);
  });

  it('is one problem, without a list, where nothing at all is heard', async () => {
    const check = await heard({ heard: 0, silent: ids });
    expect(check).toMatchObject({ status: 'problem', detail: expect.stringContaining('no account at all') });
    expect(check.detail).not.toContain('team-');
    expect(check.advice).toContain('nothing-heard');
  });

  it('is a warning while none has been heard yet', async () => {
    expect(await heard({ heard: 0, awaiting: ids })).toMatchObject({ status: 'warning' });
  });
});

describe('the check of the coverage', () => {
  it('is ok only where every account is audited and heard', () => {
    expect(checkCoverage(FULL)).toMatchObject({
      status: 'ok',
      detail: '100 %: 3 of 3 audited within 30 hours and heard',
    });
    expect(
      checkCoverage({ ...FULL, auditedAndHeard: 2, audited: 2, notAudited: ids.slice(0, 1) }),
    ).toMatchObject({
      status: 'warning',
      detail: '66.6 %: 2 of 3 audited within 30 hours and heard',
      advice: expect.stringContaining('1 account without a readable audit'),
    });
  });

  it('counts lost events', () => {
    expect(checkCoverage({ ...FULL, lostEvents: 2 }).detail).toMatch(/; 2 events lost in 30 days$/);
  });

  it('has no percentage where nothing is heard, and before the first audit', () => {
    const silent = { ...FULL, heard: 0, auditedAndHeard: 0, silent: ids.slice(0, 3) };
    expect(checkCoverage(silent)).toMatchObject({
      status: 'warning',
      detail: '3 of 3 audited within 30 hours, none heard',
    });
    expect(checkCoverage({ ...FULL, oldestAuditSeconds: undefined })).toMatchObject({
      status: 'warning',
      detail: expect.stringContaining('not known yet'),
    });
  });
});
