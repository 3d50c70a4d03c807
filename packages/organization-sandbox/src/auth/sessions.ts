import { createHmac, timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import type { Caller } from '../contract/operation.ts';
import type { Ids } from '../ids.ts';
import { expiredToken, invalidToken } from './errors.ts';

export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: Date;
}

/** Who acts in a session. */
export type SessionHolder =
  /** Root, in a session of sts:AssumeRoot. */
  | { readonly type: 'root-session'; readonly taskPolicy: string }
  /** A role, in a session of sts:AssumeRole. */
  | { readonly type: 'role'; readonly roleName: string; readonly sessionName: string }
  /** Who called sts:GetSessionToken. */
  | { readonly type: 'root-user'; readonly isMfaAuthenticated: boolean }
  | { readonly type: 'iam-user'; readonly userName: string; readonly isMfaAuthenticated: boolean };

export interface SessionRequest {
  readonly accountId: string;
  readonly holder: SessionHolder;
  readonly seconds: number;
  readonly now: Date;
}

const TOKEN_START = 'FwoGZXIvYXdzE';
/** Hexadecimal digits of the signature, at the end of a token. */
const SIGNATURE_LENGTH = 64;

const holder: v.GenericSchema<SessionHolder> = v.variant('type', [
  v.object({ type: v.literal('root-session'), taskPolicy: v.string() }),
  v.object({ type: v.literal('role'), roleName: v.string(), sessionName: v.string() }),
  v.object({ type: v.literal('root-user'), isMfaAuthenticated: v.boolean() }),
  v.object({ type: v.literal('iam-user'), userName: v.string(), isMfaAuthenticated: v.boolean() }),
]);

/** Access key id, account, holder, start and end. A tuple keeps the token short: it is sent with every call. */
const tokenContent = v.tuple([v.string(), v.string(), holder, v.number(), v.number()]);

/**
 * The sessions that STS opens. They end when they expire, whatever is revoked before. No state is kept: the token contains
 * the session, signed with a key of this sandbox.
 */
export class Sessions {
  readonly #ids: Ids;
  readonly #signingKey: string;

  constructor(ids: Ids) {
    this.#ids = ids;
    this.#signingKey = ids.secret();
  }

  open({ accountId, holder, seconds, now }: SessionRequest): SessionCredentials {
    const accessKeyId = this.#ids.key('ASIA');
    const expiresAt = new Date(now.getTime() + seconds * 1000);
    const content: v.InferOutput<typeof tokenContent> = [
      accessKeyId,
      accountId,
      holder,
      now.getTime(),
      expiresAt.getTime(),
    ];
    const text = Buffer.from(JSON.stringify(content)).toString('base64');
    const sessionToken = `${TOKEN_START}${text}${this.#sign(text)}`;
    return { accessKeyId, secretAccessKey: this.#ids.secret(), sessionToken, expiresAt };
  }

  /** @throws AwsError InvalidClientTokenId, ExpiredToken */
  find(accessKeyId: string, sessionToken: string | undefined, now: Date): Caller {
    const content = this.#read(sessionToken ?? '');
    if (content === undefined || content[0] !== accessKeyId) throw invalidToken();
    const [, accountId, holder, issuedAt, expiresAt] = content;
    if (expiresAt <= now.getTime()) throw expiredToken();
    const base = { accountId, accessKeyId };
    const rootArn = `arn:aws:iam::${accountId}:root`;
    if (holder.type === 'root-session') {
      const times = { issuedAt: new Date(issuedAt), expiresAt: new Date(expiresAt) };
      return { ...base, ...holder, ...times, arn: rootArn };
    }
    if (holder.type === 'role') {
      const { roleName, sessionName } = holder;
      const arn = `arn:aws:sts::${accountId}:assumed-role/${roleName}/${sessionName}`;
      return { ...base, type: 'admin-role', roleName, arn };
    }
    const { isMfaAuthenticated, ...user } = holder;
    const session = { issuedAt: new Date(issuedAt), isMfaAuthenticated };
    return user.type === 'root-user'
      ? { ...base, ...user, session, arn: rootArn }
      : { ...base, ...user, session, arn: `arn:aws:iam::${accountId}:user/${user.userName}` };
  }

  #read(token: string): v.InferOutput<typeof tokenContent> | undefined {
    const text = token.slice(TOKEN_START.length, -SIGNATURE_LENGTH);
    const signature = Buffer.from(token.slice(-SIGNATURE_LENGTH));
    const expected = Buffer.from(this.#sign(text));
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return undefined;
    return v.parse(tokenContent, JSON.parse(Buffer.from(text, 'base64').toString('utf8')));
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#signingKey).update(text).digest('hex');
  }
}
