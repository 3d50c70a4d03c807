import { describe, expect, it } from 'vitest';
import { formatResult } from '../../../../../src/cli/output/print.ts';
import { exceptionJson } from '../../../../../src/cli/views/exceptions.ts';
import { reportPage } from '../../../../../src/cli/views/report/page.ts';
import { reportResult } from '../../../../../src/cli/views/report/result.ts';
import { parseAccountId } from '../../../../../src/domain/account.ts';
import { givenReport } from '../../../../cli/report-fixtures.ts';
import { givenTerminal } from '../../terminal-double.ts';

const asText = (report: ReturnType<typeof givenReport>) =>
  formatResult(reportResult(report), 'table', givenTerminal({ columns: 400 }).terminal);

it('a report for the terminal narrows an exception down to the credentials that it names', () => {
  const text = asText(givenReport());
  expect(text).toContain('mfa-device, only arn:aws:iam::300000000005:mfa/root-account-mfa-device');
  expect(text).toContain('(SEC-7)');
});

it('a report calls the state of an account by one name in every format', () => {
  const report = givenReport();
  const states = new Set(report.accounts.map(({ state }) => state));
  expect([...states]).toContain('excepted');
  for (const state of states) {
    expect(asText(report)).toMatch(new RegExp(`\\d ${state}\\b`));
    expect(reportPage(report)).toContain(`<span class="label">${state}</span>`);
  }
  expect(asText(report) + reportPage(report)).not.toContain('with exceptions');
});

it('a report shows an exception for programs as `exceptions list` does', () => {
  const report = givenReport();
  const { exceptions, generatedAt } = report;
  expect(exceptions.map(({ expiresAt }) => expiresAt)).toContain('never');
  expect(reportResult(report).json).toMatchObject({
    exceptions: exceptions.map((exception) => exceptionJson(exception, generatedAt)),
  });
  expect(JSON.stringify(reportResult(report).json)).not.toMatch(/"never"|settledAt/);
});

describe('the runs of the canary', () => {
  const run = {
    account: parseAccountId('310000000009'),
    runId: 'run-1',
    at: new Date('2026-11-24T09:00:00Z'),
    totalMs: 8_200,
    missing: [],
    refusal: undefined,
  };

  it('are on the page, with what they did not see or why they were refused', () => {
    const page = reportPage({
      ...givenReport(),
      canaryRuns: [
        { ...run, result: 'completed' },
        { ...run, result: 'incomplete', missing: ['notification'] },
        { ...run, result: 'refused', totalMs: undefined, refusal: 'canary-has-credentials' },
      ],
    });
    expect(page).toContain('1 of the latest 3 runs saw every hop');
    for (const text of [
      '310000000009',
      '8.2 s',
      'notification',
      'canary-has-credentials',
      '2026-11-24 09:00',
    ])
      expect(page).toContain(text);
  });

  it('are missed on the page where there are none', () => {
    expect(reportPage({ ...givenReport(), canaryRuns: [] })).toContain('There has been no run since');
  });
});

const SENTENCE =
  'Coverage: 78.9 %: 15 of 19 active accounts were audited within 30 hours and are heard (1 silent, 1 uncovered, 1 not heard yet, 2 not audited).';

it('a report starts with the coverage as one number, as text and on the page', () => {
  expect(asText(givenReport()).split('\n')[0]).toBe(SENTENCE);
  const [header = ''] = reportPage(givenReport()).split('<main>');
  expect(header).toContain(`<p class="coverage">${SENTENCE}</p>`);
  expect(reportResult(givenReport()).json).toMatchObject({
    coverage: { accounts: 19, audited: 17, heard: 16, lostEvents: 2, oldestAuditSeconds: 259_200 },
  });
});

it('a report before rootguard is deployed says nothing of the coverage', () => {
  const report = { ...givenReport(), isDeployed: false, coverage: undefined };
  expect(asText(report) + reportPage(report)).not.toContain('Coverage');
  expect(reportResult(report).json).toMatchObject({ coverage: null });
});

describe('a report of a ledger that cannot be read in full', () => {
  const key = '2026-11-24T12:00:00.000Z#broken';
  const whole = { ...givenReport(), accounts: [] };
  const report = {
    ...whole,
    malformedEntries: [
      { type: 'malformed' as const, account: '300000000005', key, issues: ['type: is not known'] },
    ],
  };

  it('exits as incomplete', () => {
    expect(reportResult(whole).exit).toBe('ok');
    expect(reportResult(report).exit).toBe('unknown');
  });

  it('names the entry as text, in JSON and on the page', () => {
    expect(asText(report)).toContain(`300000000005 ${key}: type: is not known`);
    expect(reportResult(report).json).toMatchObject({
      malformedLedgerEntries: [{ account: '300000000005', key, issues: ['type: is not known'] }],
    });
    expect(reportPage(report)).toContain(key);
    expect(reportPage(report)).toContain('Removals may be missing');
    expect(reportPage(whole)).not.toContain('Removals may be missing');
  });
});

it('a report shows the whole answer of AWS for an account that could not be read', () => {
  const whole = givenReport();
  const [first] = whole.accounts;
  if (first === undefined) throw new Error('no account');
  const failure = {
    reason: 'throttled',
    call: 'sts:AssumeRoot',
    code: 'Throttling',
    message: 'slow down',
    requestId: 'r-1',
  } as const;
  const unread = { account: first.account, state: 'unknown', credentials: [], auditedAt: undefined } as const;
  const report = { ...whole, accounts: [{ ...unread, failure }] };
  expect(asText(report)).toContain('sts:AssumeRoot: Throttling: slow down, request id r-1');
  expect(reportPage(report)).toContain('<code>sts:AssumeRoot: Throttling: slow down</code>');
  expect(reportPage(report)).toContain('request id <code>r-1</code>');
});

describe('the accounts that were not seen lately', () => {
  it.each([
    [48, 'two days'],
    [240, '10 days'],
    [100, '100 hours'],
  ])('are named with the time after which they count as such: %s h', (staleAfterHours, text) => {
    const report = { ...givenReport(), staleAfterHours };
    expect(JSON.stringify(reportResult(report).blocks)).toContain(text);
    expect(reportResult(report).json).toMatchObject({ staleAfterHours });
    expect(reportPage(report)).toContain(`Not seen for ${text}`);
    const fresh = { ...report, accounts: [] };
    expect(JSON.stringify(reportResult(fresh).blocks)).toContain(`within the last ${text}`);
    expect(reportPage(fresh)).toContain(`within the last ${text}`);
  });
});
