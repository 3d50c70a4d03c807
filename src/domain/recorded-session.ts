import * as v from 'valibot';
import { accountIdSchema } from './account.ts';
import { maybe, type Output, object, utcTimestamp } from './schema.ts';

const text = v.string();

/** The schema of a row of the session register. */
export const recordedSessionSchema = object({
  /** The account whose root user the session is. Undefined where the event does not name it, as that of some denied calls. */
  target: maybe(accountIdSchema),
  /** The time of CloudTrail's event. */
  at: utcTimestamp,
  eventId: text,
  /** Everything that is done in the session has it. Undefined where the call was denied, so that there is no session. */
  accessKeyId: maybe(text),
  /** The ARN of the principal. That of a role's session ends with the name of the session, which names the person. */
  openedBy: text,
  /** The ARN of the role behind that session; undefined for an IAM user. */
  role: maybe(text),
  /** The account of the principal. */
  callerAccount: maybe(text),
  /** The name of the task policy. Undefined where the event does not name it, as that of a denied call. */
  task: maybe(text),
  /** That of the STS endpoint. */
  region: text,
  sourceIp: maybe(text),
  userAgent: maybe(text),
  /** Opened neither by a role of rootguard nor by one of those that may open sessions. */
  foreign: v.boolean(),
});

/** A call of sts:AssumeRoot in the session register. Except for `foreign`, all of it is what CloudTrail's event says. */
export interface RecordedSession extends Output<typeof recordedSessionSchema> {}

/** What the event says, before it is known whose session it is. */
export type SessionOpening = Omit<RecordedSession, 'foreign'>;

/** A row of the register as it was read. */
export type StoredSession =
  | { readonly type: 'session'; readonly session: RecordedSession }
  /** `key` is the sort key of the row. */
  | {
      readonly type: 'malformed';
      readonly partition: string;
      readonly key: string;
      readonly issues: readonly string[];
    };

/** Who has opened it, without the name of a role's session, which is of the caller's choice: with another one each time nobody would seem to have done much. */
export function principalOf({ role, openedBy }: Pick<RecordedSession, 'role' | 'openedBy'>): string {
  return role ?? openedBy;
}

export function isDenied({ accessKeyId }: Pick<RecordedSession, 'accessKeyId'>): boolean {
  return accessKeyId === undefined;
}

/** STS refuses to open one for longer. @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html */
export const MAX_SESSION_SECONDS = 15 * 60;
