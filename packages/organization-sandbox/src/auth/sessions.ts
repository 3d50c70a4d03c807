import { createHmac, timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import type { Caller } from '../contract/operation.ts';
import type { Ids } from '../ids.ts';
import { expiredToken, invalidToken } from './errors.ts';

export type RootSession = Extract<Caller, { type: 'root-session' }>;

export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: Date;
}

export interface SessionRequest {
  readonly accountId: string;
  readonly taskPolicy: string;
  readonly seconds: number;
  readonly now: Date;
}

const TOKEN_START = 'FwoGZXIvYXdzE';
/** Hexadecimal digits of the signature, at the end of a token. */
const SIGNATURE_LENGTH = 64;

/** Access key id, account, task policy, start and end. A tuple keeps the token short: it is sent with every call. */
const tokenContent = v.tuple([v.string(), v.string(), v.string(), v.number(), v.number()]);

/**
 * The sessions that sts:AssumeRoot opens. They end when they expire, whatever is revoked before. No state is kept: the token
 * contains the session, signed with a key of this sandbox.
 */
export class RootSessions {
  readonly #ids: Ids;
  readonly #signingKey: string;

  constructor(ids: Ids) {
    this.#ids = ids;
    this.#signingKey = ids.secret();
  }

  open({ accountId, taskPolicy, seconds, now }: SessionRequest): SessionCredentials {
    const accessKeyId = this.#ids.key('ASIA');
    const expiresAt = new Date(now.getTime() + seconds * 1000);
    const content: v.InferOutput<typeof tokenContent> = [
      accessKeyId,
      accountId,
      taskPolicy,
      now.getTime(),
      expiresAt.getTime(),
    ];
    const text = Buffer.from(JSON.stringify(content)).toString('base64');
    const sessionToken = `${TOKEN_START}${text}${this.#sign(text)}`;
    return { accessKeyId, secretAccessKey: this.#ids.secret(), sessionToken, expiresAt };
  }

  /** @throws AwsError InvalidClientTokenId, ExpiredToken */
  find(accessKeyId: string, sessionToken: string | undefined, now: Date): RootSession {
    const session = this.#read(sessionToken ?? '');
    if (session?.accessKeyId !== accessKeyId) throw invalidToken();
    if (session.expiresAt <= now) throw expiredToken();
    return session;
  }

  #read(token: string): RootSession | undefined {
    const text = token.slice(TOKEN_START.length, -SIGNATURE_LENGTH);
    const signature = Buffer.from(token.slice(-SIGNATURE_LENGTH));
    const expected = Buffer.from(this.#sign(text));
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return undefined;
    const content = v.parse(tokenContent, JSON.parse(Buffer.from(text, 'base64').toString('utf8')));
    const [accessKeyId, accountId, taskPolicy, issuedAt, expiresAt] = content;
    return {
      type: 'root-session',
      accountId,
      accessKeyId,
      arn: `arn:aws:iam::${accountId}:root`,
      taskPolicy,
      issuedAt: new Date(issuedAt),
      expiresAt: new Date(expiresAt),
    };
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#signingKey).update(text).digest('hex');
  }
}
