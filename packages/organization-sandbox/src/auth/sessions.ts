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
/** Hexadecimal digits of the seal, at the end of a token. */
const SEAL_LENGTH = 64;

/** What a token says, in this order: as short as it can be, for it goes with every call. */
const contents = v.tuple([v.string(), v.string(), v.string(), v.number(), v.number()]);

/**
 * The sessions that sts:AssumeRoot has opened. What is revoked later does not end them: only their expiry does. Nothing is
 * remembered: a token says itself what it is good for, under a seal that only this sandbox can make.
 */
export class RootSessions {
  readonly #ids: Ids;
  readonly #sealingKey: string;

  constructor(ids: Ids) {
    this.#ids = ids;
    this.#sealingKey = ids.secret();
  }

  open({ accountId, taskPolicy, seconds, now }: SessionRequest): SessionCredentials {
    const accessKeyId = this.#ids.key('ASIA');
    const expiresAt = new Date(now.getTime() + seconds * 1000);
    const said: v.InferOutput<typeof contents> = [
      accessKeyId,
      accountId,
      taskPolicy,
      now.getTime(),
      expiresAt.getTime(),
    ];
    const text = Buffer.from(JSON.stringify(said)).toString('base64');
    const sessionToken = `${TOKEN_START}${text}${this.#seal(text)}`;
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
    const text = token.slice(TOKEN_START.length, -SEAL_LENGTH);
    const seal = Buffer.from(token.slice(-SEAL_LENGTH));
    const expected = Buffer.from(this.#seal(text));
    if (seal.length !== expected.length || !timingSafeEqual(seal, expected)) return undefined;
    const said = v.parse(contents, JSON.parse(Buffer.from(text, 'base64').toString('utf8')));
    const [accessKeyId, accountId, taskPolicy, issuedAt, expiresAt] = said;
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

  #seal(text: string): string {
    return createHmac('sha256', this.#sealingKey).update(text).digest('hex');
  }
}
