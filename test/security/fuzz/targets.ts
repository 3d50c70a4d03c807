import { parseAccountId } from '../../../src/domain/account.ts';
import { parseExceptionRow } from '../../../src/domain/exception-row.ts';
import { parseMessage } from '../../../src/events/parse-message.ts';

/*
 * What a coverage-guided fuzzer calls with bytes of its own making. See docs/fault-testing.md for how to run it: the fuzzer
 * is no dependency of rootguard.
 */

const CONTEXT = { managementAccountId: parseAccountId('111111111111') };
const SENT_AT = new Date('2026-03-02T12:00:00Z');

/** Any text on either queue is read without an error, and names no account but one of 12 digits. */
export function fuzzMessage(data: Buffer): void {
  const queue = (data[0] ?? 0) % 2 === 0 ? 'triggers' : 'sweep';
  const parsed = parseMessage({ body: data.subarray(1).toString('utf8'), queue, sentAt: SENT_AT }, CONTEXT);
  if (parsed.type === 'trigger' && !/^\d{12}$/.test(parsed.trigger.account)) throw new Error('no account id');
}

/** Any row is an exception or malformed, and one that approves has said until when and by whose word. */
export function fuzzExceptionRow(data: Buffer): void {
  let row: unknown;
  try {
    row = JSON.parse(data.toString('utf8'));
  } catch {
    return;
  }
  const parsed = parseExceptionRow(row);
  if (parsed.type === 'malformed') {
    if (parsed.malformed.issues.length === 0) throw new Error('malformed without a fault');
    return;
  }
  const { credentials, expiresAt, approvedBy, reason } = parsed.exception;
  const isBounded = expiresAt === 'never' || !Number.isNaN(expiresAt.getTime());
  if (credentials.length === 0 || !isBounded || !approvedBy || !reason)
    throw new Error('approves without a word');
}
