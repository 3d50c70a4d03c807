import { describe, expect, it } from 'vitest';
import { coverageJson, coverageSentence } from '../../../../src/cli/views/coverage.ts';
import { parseAccountId } from '../../../../src/domain/account.ts';
import type { Coverage } from '../../../../src/domain/coverage.ts';

const ids = (count: number) =>
  Array.from({ length: count }, (_, at) => parseAccountId(String(300_000_000_000 + at)));

const ALL: Coverage = {
  accounts: 1_000,
  audited: 1_000,
  heard: 1_000,
  auditedAndHeard: 1_000,
  notAudited: [],
  awaiting: [],
  silent: [],
  uncovered: [],
  oldestAuditSeconds: 3_600,
  oldestUnresolvedTriggerSeconds: undefined,
  canaryAgeSeconds: 7_200,
  lostEvents: 0,
  maxAuditAgeHours: 30,
};

const MOST: Coverage = {
  ...ALL,
  audited: 998,
  heard: 989,
  auditedAndHeard: 987,
  notAudited: ids(2),
  silent: ids(1),
  uncovered: ids(10),
};

const NOTHING_HEARD: Coverage = { ...ALL, heard: 0, auditedAndHeard: 0, silent: ids(1_000) };

const NOT_YET: Coverage = {
  ...ALL,
  audited: 0,
  heard: 0,
  auditedAndHeard: 0,
  awaiting: ids(1_000),
  notAudited: ids(1_000),
  oldestAuditSeconds: undefined,
  canaryAgeSeconds: undefined,
};

describe('the sentence about the coverage', () => {
  it('has one number, and what is missing to it', () => {
    expect(coverageSentence(MOST)).toBe(
      'Coverage: 98.7 %: 987 of 1,000 active accounts were audited within 30 hours and are heard (1 silent, 10 uncovered, 2 not audited).',
    );
  });

  it('says 100 % only where nothing is missing', () => {
    expect(coverageSentence(ALL)).toBe(
      'Coverage: 100 %: 1,000 of 1,000 active accounts were audited within 30 hours and are heard.',
    );
  });

  it('is one finding where nothing is heard, without a percentage or a list of accounts', () => {
    expect(coverageSentence(NOTHING_HEARD)).toMatch(/^Coverage: no account is heard, .*nothing-heard/);
    expect(coverageSentence(NOTHING_HEARD)).not.toMatch(/%|silent/);
  });

  it('counts no account as missing whose first heartbeat is still awaited', () => {
    const first = { ...ALL, heard: 0, auditedAndHeard: 0, awaiting: ids(1_000) };
    expect(coverageSentence(first)).toBe(
      'Coverage: not known yet: the first heartbeat of 1,000 of 1,000 active accounts is awaited, which may take half an hour after an audit. 1,000 of 1,000 active accounts were audited within 30 hours.',
    );
    expect(coverageSentence({ ...first, silent: ids(1) })).toMatch(/^Coverage: no account is heard/);
  });

  it('knows nothing before the first audit', () => {
    expect(coverageSentence(NOT_YET)).toBe('Coverage: not known yet, as no audit has been recorded.');
  });
});

describe('the coverage in JSON', () => {
  it('has the counts, the accounts that are missing, and the age of the oldest audit', () => {
    expect(coverageJson(MOST)).toEqual({
      accounts: 1_000,
      audited: 998,
      heard: 989,
      auditedAndHeard: 987,
      share: 0.987,
      nothingHeard: false,
      silent: ids(1),
      uncovered: ids(10),
      awaiting: [],
      notAudited: ids(2),
      maxAuditAgeSeconds: 108_000,
      oldestAuditSeconds: 3_600,
      oldestUnresolvedTriggerSeconds: null,
      canaryAgeSeconds: 7_200,
      lostEvents: 0,
    });
  });

  it('has no share before the first audit, and none is heard where nothing is', () => {
    expect(coverageJson(NOT_YET)).toMatchObject({
      share: null,
      nothingHeard: false,
      oldestAuditSeconds: null,
      canaryAgeSeconds: null,
    });
    expect(coverageJson(NOTHING_HEARD)).toMatchObject({ share: 0, nothingHeard: true });
  });
});
