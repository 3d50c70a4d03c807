import type { SQSEvent } from 'aws-lambda';
import { createConsoleEvents } from 'organization-sandbox/cloudtrail/console-events.ts';
import { createIds } from 'organization-sandbox/ids.ts';
import { type AccountId, isAccountId } from '../../src/domain/account.ts';
import { writeSweepItem } from '../../src/events/own-messages.ts';

/** Bodies of messages about these accounts, as the sweeper or a home bus rule would send them. */
export const MESSAGES = { sweep: sweepBody, triggers: signInBody } as const;

/** What Lambda hands over, ten messages at a time. */
export function batchesOf(
  queueArn: string,
  accounts: readonly string[],
  write: (account: AccountId) => string,
): readonly SQSEvent[] {
  const batches: SQSEvent[] = [];
  for (let first = 0; first < accounts.length; first += 10) {
    const bodies = accounts
      .slice(first, first + 10)
      .filter(isAccountId)
      .map(write);
    batches.push({ Records: bodies.map((body, index) => recordOf(queueArn, body, first + index)) });
  }
  return batches;
}

function sweepBody(id: AccountId): string {
  return writeSweepItem({
    sweepId: '01JDCS2Q3BENCHBENCHBENCHBE',
    account: {
      id,
      name: `member-${id}`,
      state: 'ACTIVE',
      joinedMethod: 'CREATED',
      joinedAt: new Date('2025-01-01T00:00:00Z'),
      organizationalUnits: [],
    },
    queuedAt: new Date(),
  });
}

/** Old enough to need no follow-up audit, and too recent to count as a late event. */
const consoleEvents = createConsoleEvents(createIds('bench'), () => new Date(Date.now() - 3 * 60_000));

function signInBody(id: AccountId): string {
  return JSON.stringify(consoleEvents.signIn(id, 'ConsoleLogin', 'Success'));
}

function recordOf(eventSourceARN: string, body: string, index: number): SQSEvent['Records'][number] {
  const sentAt = String(Date.now());
  return {
    messageId: `message-${index}`,
    receiptHandle: `receipt-${index}`,
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: sentAt,
      SenderId: 'bench',
      ApproximateFirstReceiveTimestamp: sentAt,
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN,
    awsRegion: 'us-east-1',
  };
}
