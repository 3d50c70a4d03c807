import { MANAGEMENT } from '../support/sandbox-scene.ts';

/** The expected result of a message. */
export type TriggerOutcome = 'audit' | 'rejected' | 'irrelevant' | 'dead-letter';

export interface SoakTrigger {
  readonly id: string;
  readonly body: string;
  readonly outcome: TriggerOutcome;
}

/**
 * Older than reads lag, so that an audit without findings is final, and too young to be answered by an earlier audit.
 */
const EVENT_AGE_MS = 3 * 60 * 1000;

export const FOREIGN = '999999999999';

/** The nth message: mostly root events, and in between everything else that reaches the queue. */
export function soakTrigger(index: number, accounts: readonly string[], now: Date): SoakTrigger {
  const id = `soak-${index}`;
  const at = new Date(now.getTime() - EVENT_AGE_MS);
  switch (index % 20) {
    case 3:
      return { id, outcome: 'rejected', body: rootEvent(id, FOREIGN, at) };
    case 7:
      return { id, outcome: 'rejected', body: rootEvent(id, MANAGEMENT, at) };
    case 11:
    case 13:
      return {
        id,
        outcome: 'irrelevant',
        body: rootEvent(id, accounts[0] ?? '', at, { errorCode: 'AccessDenied' }),
      };
    case 17:
      return {
        id,
        outcome: 'dead-letter',
        body: `{"source": "aws.iam", "id": "${id}", "text": "ü \\u0000 \u{1f512}`,
      };
    default:
      return { id, outcome: 'audit', body: rootEvent(id, accountOf(index, accounts), at) };
  }
}

/** A few in a row are about the same account, so that one audit answers them. */
export function accountOf(index: number, accounts: readonly string[]): string {
  return accounts[Math.floor(index / 5) % accounts.length] ?? '';
}

function rootEvent(id: string, account: string, at: Date, more: object = {}): string {
  const time = at.toISOString();
  return JSON.stringify({
    version: '0',
    id,
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.iam',
    account,
    time,
    region: 'us-east-1',
    resources: [],
    detail: {
      eventVersion: '1.09',
      eventSource: 'iam.amazonaws.com',
      eventName: 'CreateAccessKey',
      eventTime: time,
      eventID: id,
      awsRegion: 'us-east-1',
      sourceIPAddress: '203.0.113.10',
      userAgent: 'soak',
      userIdentity: { type: 'Root', arn: `arn:aws:iam::${account}:root`, accountId: account },
      requestParameters: null,
      responseElements: null,
      ...more,
    },
  });
}
