import { describe, expect, it } from 'vitest';
import { bodyOf, chatNotificationOf, subjectOf } from '../../src/aws/notifications/notifier.ts';
import { formatResult } from '../../src/cli/output/print.ts';
import { reportPage } from '../../src/cli/views/report/page.ts';
import { reportResult } from '../../src/cli/views/report/result.ts';
import type { Notification } from '../../src/domain/notification.ts';
import { NO_ACCOUNTS } from '../../src/domain/posture-state.ts';
import { notifyDigest } from '../../src/guardrail/notify/digest.ts';
import { violationFinding } from '../../src/guardrail/notify/findings.ts';
import { createLogger } from '../../src/runtime/logger.ts';
import { givenReport } from '../cli/report-fixtures.ts';
import {
  ACCOUNT,
  givenAccount,
  givenCredential,
  givenException,
  givenRequest,
  givenResult,
} from '../support/builders.ts';
import { givenTerminal } from '../unit/cli/terminal-double.ts';
import { givenGuard, NOW } from '../unit/guardrail/guard-fixture.ts';
import { HOSTILE_TEXTS, UNPRINTABLE } from './hostile-texts.ts';

/*
 * Names, reasons and messages that somebody else wrote, in every output for people. The texts in messages of AWS are cleaned
 * when they are parsed: see test/unit/events/hostile-messages.test.ts. Secrets: see test/integration/secrets.test.ts
 * and test/unit/runtime/logger.test.ts. The page in a browser: see test/cli/report-page.test.ts.
 */
const TEXTS = Object.entries(HOSTILE_TEXTS);

describe.each(TEXTS)('text that would break %s', (_where, text) => {
  it('stays in its line of the log, and is whole in it', () => {
    const lines: string[] = [];
    const logger = createLogger('info', { write: (line) => void lines.push(line) });
    logger.log('exception-malformed', { scope: text, issues: [text], error: new Error(text) });
    expect(lines.join('').trimEnd().split('\n')).toHaveLength(1);
    expect(lines.join('')).not.toMatch(UNPRINTABLE);
    // JSON.stringify writes half of a surrogate pair as an escape as well.
    expect(JSON.parse(lines.join(''))).toMatchObject({ scope: text, issues: [text] });
  });

  it('stays in its line of a notification', async () => {
    const sent = await notificationsAbout(text);
    expect(sent).not.toEqual([]);
    for (const notification of sent) expectEachLineAlone(notification);
  });

  function expectEachLineAlone(notification: Notification): void {
    const mail = bodyOf(notification);
    expect(mail).not.toMatch(UNPRINTABLE);
    expect(mail.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(notification.lines.length);
    expect(subjectOf(notification)).toMatch(/^[ -~]+$/);
    const chat = chatNotificationOf(notification).content.description;
    expect(chat).not.toMatch(/<!|<http|<script/);
    expect(chat.split('\n')).toHaveLength(notification.lines.length + 1);
  }

  it('is escaped for the terminal, for a spreadsheet and in the page', () => {
    const report = givenReportAbout(text);
    const { terminal } = givenTerminal({ colours: false });
    const shown = formatResult(reportResult(report), 'table', terminal);
    expect(shown).not.toMatch(UNPRINTABLE);
    const csv = formatResult(reportResult(report), 'csv', terminal);
    expect(csv).not.toMatch(/(^|,|\n)"?[=+@]/);
    const page = reportPage(report);
    expect(page).not.toMatch(/<script|<img|onerror='/);
  });

  it('is unchanged in JSON', () => {
    const { terminal } = givenTerminal({ colours: false });
    const json = formatResult(reportResult(givenReportAbout(text)), 'json', terminal);
    expect(JSON.stringify(JSON.parse(json))).toContain(JSON.stringify(text));
  });
});

/** The notifications when the account, and a row of the exceptions table, have this name. */
async function notificationsAbout(text: string): Promise<readonly Notification[]> {
  const guarded = givenGuard([givenCredential('access-key')]);
  const account = givenAccount({ name: text });
  guarded.organization.setAccount(account);
  guarded.exceptions.putMalformed({ scope: `account#${ACCOUNT}`, id: text, issues: [`ticket: ${text}`] });
  await guarded.guard(givenRequest('operator', NOW));
  const counts = { ...NO_ACCOUNTS, accounts: 1, violating: 1 };
  const findings = [violationFinding(account, [givenResult({ result: 'withheld', reason: 'observe-mode' })])];
  await notifyDigest(guarded.deps, { isFirst: true, findings, counts, open: 0 }, `digest#${text}`);
  expect(guarded.notified()).toEqual(['exception-malformed', 'violation-found', 'first-sweep']);
  return guarded.notifier.published;
}

function givenReportAbout(text: string) {
  const report = givenReport();
  const [first, ...others] = report.accounts;
  if (first === undefined) throw new Error('the report has no account');
  return {
    ...report,
    accounts: [{ ...first, account: { ...first.account, name: text } }, ...others],
    exceptions: [{ ...givenException(), reason: text, approvedBy: text, ticket: text }],
    malformedExceptions: [{ scope: text, id: text, issues: [text] }],
  };
}
