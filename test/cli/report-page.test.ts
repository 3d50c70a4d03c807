import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportPage } from '../../src/cli/views/report/page.ts';
import type { AwsFailure } from '../../src/domain/aws-failure.ts';
import type { Credential } from '../../src/domain/credentials.ts';
import type { ReportedAccount, ReportedCredential } from '../../src/guardrail/report/organization-report.ts';
import { givenAccount, givenCredential } from '../support/builders.ts';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { GENERATED_AT, givenLargeReport, givenReport, HOSTILE_NAME } from './report-fixtures.ts';

const accountAt = (at: number) => String(300_000_000_000 + at);

const unapproved = (credential: Credential): ReportedCredential => ({
  credential,
  result: 'withheld',
  reason: 'observe-mode',
  exceptionId: undefined,
});

const deniedIn = (account: string): AwsFailure => ({
  reason: 'denied-by-scp',
  call: 'iam:GetAccountSummary',
  code: 'AccessDenied',
  message: `User: arn:aws:iam::${account}:root is not authorized to perform: iam:GetAccountSummary on resource: * with an explicit deny in a service control policy`,
  requestId: '4256d14a-380d-40d2-9a4f-b10a9bab1ce6',
});

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const executable = findChromium();

const SCREENS = [
  { screen: 'wide, light', width: 1280, colorScheme: 'light' },
  { screen: 'wide, dark', width: 1280, colorScheme: 'dark' },
  { screen: 'narrow, light', width: 375, colorScheme: 'light' },
  { screen: 'narrow, dark', width: 375, colorScheme: 'dark' },
] as const;

// Without a browser there is nothing to open the page with: apt-get install chromium.
const CHROMIUM = executable === undefined ? 'Chromium (not on this machine, so not checked)' : 'Chromium';
describe.skipIf(executable === undefined)(`the page of the report, in ${CHROMIUM}`, () => {
  let browser: Browser;
  let folder: string;
  let address: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rootguard-report-'));
    const file = join(folder, 'report.html');
    await writeFile(file, reportPage(givenReport()));
    address = pathToFileURL(file).href;
    browser = await launchChromium(executable ?? '');
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function openPage(options: { width?: number; colorScheme?: 'light' | 'dark' } = {}) {
    const { width = 1280, colorScheme = 'light' } = options;
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const requests: string[] = [];
    const issues: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => issues.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => issues.push(error.message));
    page.on('dialog', (dialog) => {
      issues.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(address);
    return { page, requests, issues };
  }

  const texts = (page: Page, selector: string) => page.locator(selector).allInnerTexts();

  it('shows the numbers of the report', async () => {
    const { page } = await openPage();
    const totals = await page.$$eval('[data-total]', (tiles) =>
      tiles.map((tile) => [tile.getAttribute('data-total'), tile.querySelector('.number')?.textContent]),
    );
    expect(Object.fromEntries(totals)).toEqual({
      accounts: '20',
      violating: '2',
      unknown: '2',
      excepted: '1',
      compliant: '14',
      skipped: '1',
    });
    expect(await page.locator('section:has(#violations) tbody tr').count()).toBe(4);
    expect(await page.locator('section:has(#units) tbody tr').count()).toBe(6);
    expect(await page.locator('section:has(#units) .plain li').count()).toBe(14);
    const facts = await texts(page, '.facts dd');
    expect(facts).toEqual(['12', '1', '6.1 s', '2m10s', '2m10s']);
    expect(await texts(page, 'section:has(#stale) .name')).toEqual(['just-joined', 'legacy']);
    await page.close();
  });

  it('shows the exceptions that expire first at the top', async () => {
    const { page } = await openPage();
    expect(await texts(page, '[aria-label="Active exceptions"] tbody td:first-child')).toEqual([
      expect.stringContaining('in 2d'),
      expect.stringContaining('2027-03-01'),
      'never',
    ]);
    await page.close();
  });

  it('draws a bar for each day, with the number of removals as its height', async () => {
    const { page } = await openPage();
    const bars = await page.$$eval('svg .bar', (rects) =>
      rects.map((rect) => ({
        day: rect.textContent,
        height: Math.round(rect.getBoundingClientRect().height),
      })),
    );
    expect(bars).toHaveLength(31);
    expect(bars.filter(({ height }) => height > 0)).toEqual([
      { day: '2026-10-29: 1', height: 23 },
      { day: '2026-11-05: 7', height: 158 },
      { day: '2026-11-17: 3', height: 68 },
      { day: '2026-11-24: 1', height: 23 },
    ]);
    expect(await page.locator('svg').getAttribute('aria-label')).toContain('12 credentials removed');
    await page.close();
  });

  it('shows text of other people without executing any of it', async () => {
    const { page, requests, issues } = await openPage();
    expect(await texts(page, 'section:has(#violations) .name')).toContain(HOSTILE_NAME);
    expect(await page.locator('script, img, iframe, link[rel=stylesheet]').count()).toBe(0);
    expect({ requests, issues }).toEqual({ requests: [address], issues: [] });
    await page.close();
  });

  it.each(SCREENS)(
    'fits a $screen screen and passes the accessibility checks of axe',
    async ({ screen, ...options }) => {
      const { page } = await openPage(options);
      const widths = await page.evaluate('[document.documentElement.scrollWidth, window.innerWidth]');
      expect(widths, screen).toEqual([options.width, options.width]);
      await page.close();

      // axe is a script, which the page's own policy would refuse.
      const probe = await browser.newPage({
        viewport: { width: options.width, height: 900 },
        colorScheme: options.colorScheme,
        bypassCSP: true,
      });
      await probe.goto(address);
      await probe.addScriptTag({ path: AXE });
      const violations: unknown = await probe.evaluate(
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))',
      );
      expect(violations).toEqual([]);
      await probe.close();
    },
    60_000,
  );

  it('is printed in light colours, also in dark mode', async () => {
    const { page } = await openPage({ colorScheme: 'dark' });
    const ground = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    expect(await ground()).toBe('rgb(18, 21, 26)');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await ground()).toBe('rgb(255, 255, 255)');
    await page.close();
  });
});

describe('the page of the report', () => {
  it('has a sentence for each empty section', () => {
    const empty = reportPage({
      ...givenReport(),
      accounts: [],
      exceptions: [],
      malformedExceptions: [],
      removals: { since: GENERATED_AT, until: GENERATED_AT, removals: [] },
    });
    for (const text of [
      'Nothing was removed.',
      'None is active.',
      'None.',
      'Every active account was audited',
    ]) {
      expect(empty).toContain(text);
    }
  });

  it('starts with the decision, the mode and the breaker', () => {
    const page = reportPage(givenReport());
    expect(page).toContain('2 accounts have 4 unapproved root credentials. 2 accounts could not be checked.');
    expect(page).toContain(
      'Mode: enforce, with 1 override for units and accounts, as of the sweep of 2026-11-24 07:12. Observe mode left 1 credential in place, in 1 account; enforce mode removes them.',
    );
    expect(page).toContain('Breaker: open since 2026-11-24 09:36');
    expect(page.indexOf('id="decision"')).toBeLessThan(page.indexOf('id="totals"'));
    const members = givenReport().accounts.filter(({ state }) => state === 'compliant');
    const fine = reportPage({
      ...givenReport(),
      accounts: members,
      modes: undefined,
      breaker: { type: 'closed', accountsThisHour: 3 },
    });
    expect(fine).toContain('No account has an unapproved root credential.');
    expect(fine).toContain(
      'Mode: not known, as no sweep has recorded it. Observe mode left no credential in place.',
    );
    const unapproved = givenReport().accounts.map((account) => ({
      ...account,
      credentials: account.credentials.map((one) => ({
        ...one,
        result: 'withheld' as const,
        reason: 'unapproved' as const,
      })),
    }));
    const { modes } = givenReport();
    const observed = {
      ...givenReport(),
      accounts: unapproved,
      modes: modes && { ...modes, mode: 'observe' as const },
    };
    const recorded = reportPage(observed);
    expect(recorded).toMatch(/Observe mode left \d+ credentials in place, in \d+ accounts/);
    expect(fine).toContain('Breaker: closed; 3 accounts lost older credentials within the hour.');
  });

  it('dates an approval by its exception and a failure by its audit', () => {
    const page = reportPage(givenReport());
    expect(page).toContain('created 2025-01-01, kept, approved since 2026-11-19');
    expect(page).toContain('created 2025-01-01, failed on 2026-11-24');
    expect(page).toContain('Its removal was tried on 2026-11-24 and did not work.');
  });

  it('does not count the management account, and explains why', () => {
    const page = reportPage(givenReport());
    expect(page.match(/the-payer/g)).toHaveLength(1);
    expect(page).toContain(
      'The management account (the-payer, <code class="id">111111111111</code>) is not in it',
    );
  });

  it('folds the units of a large organization and stays small', () => {
    const page = reportPage(givenLargeReport());
    expect(page.length).toBeLessThan(300_000);
    expect(page).not.toContain('<details open>');
    expect(page.indexOf('id="violations"')).toBeLessThan(page.indexOf('<details>'));
    expect(page.match(/300000000\d{3}/g)?.length).toBeGreaterThanOrEqual(1_000);
    expect(reportPage(givenReport())).toContain('<details open>');
  });

  it.each<[string, (at: number) => Pick<ReportedAccount, 'state' | 'credentials' | 'failure'>]>([
    [
      'cannot be read, all for the same cause',
      (at) => ({ state: 'unknown', credentials: [], failure: deniedIn(accountAt(at)) }),
    ],
    [
      'has unapproved credentials',
      (at) => ({
        state: 'violating',
        failure: undefined,
        credentials: [
          unapproved(givenCredential('login-profile')),
          unapproved(
            givenCredential('mfa-device', {
              id: `arn:aws:iam::${accountAt(at)}:mfa/root-account-mfa-device`,
            }),
          ),
        ],
      }),
    ],
  ])('stays small where each of 1,000 accounts %s, and names each', (_, reported) => {
    const accounts = Array.from({ length: 1_000 }, (_, at) => ({
      account: givenAccount({ id: accountAt(at), name: `workload-${at}` }),
      auditedAt: GENERATED_AT,
      ...reported(at),
    }));
    const page = reportPage({ ...givenReport(), accounts });
    expect(page.length).toBeLessThan(300_000);
    for (let at = 0; at < 1_000; at += 1) expect(page).toContain(accountAt(at));
    expect(page).toContain('1000 accounts');
  });

  it('references nothing outside of the page', () => {
    const page = reportPage({ ...givenReport(), accounts: [] });
    expect(page.match(/https?:\/\/|url\(|src=|@import/g)).toBeNull();
  });
});
