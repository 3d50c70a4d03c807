import type { RecordedSession } from '../../src/domain/recorded-session.ts';
import { ACCOUNT } from './builders.ts';

/** A session that a person of the home account opened in `ACCOUNT` to allow a root password. */
export function givenSession({ accessKeyId, ...fields }: Partial<RecordedSession> = {}): RecordedSession {
  return {
    target: ACCOUNT,
    at: new Date('2026-11-24T12:00:00Z'),
    eventId: `event-${accessKeyId ?? 'denied'}`,
    accessKeyId,
    openedBy: 'arn:aws:sts::222222222222:assumed-role/Admin/mallory',
    role: 'arn:aws:iam::222222222222:role/Admin',
    callerAccount: '222222222222',
    task: 'IAMCreateRootUserPassword',
    region: 'us-east-1',
    sourceIp: '192.0.2.1',
    userAgent: 'aws-cli/2.31.0',
    foreign: true,
    ...fields,
  };
}
