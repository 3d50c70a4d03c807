import type { Caller } from '../http/operation.ts';
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

/** The sessions that sts:AssumeRoot has opened. What is revoked later does not end them: only their expiry does. */
export class RootSessions {
  readonly #ids: Ids;
  readonly #sessions = new Map<string, { readonly token: string; readonly session: RootSession }>();

  constructor(ids: Ids) {
    this.#ids = ids;
  }

  open({ accountId, taskPolicy, seconds, now }: SessionRequest): SessionCredentials {
    const accessKeyId = this.#ids.key('ASIA');
    const sessionToken = `FwoGZXIvYXdzE${this.#ids.hex(64)}`;
    const expiresAt = new Date(now.getTime() + seconds * 1000);
    const arn = `arn:aws:iam::${accountId}:root`;
    this.#sessions.set(accessKeyId, {
      token: sessionToken,
      session: { type: 'root-session', accountId, accessKeyId, arn, taskPolicy, issuedAt: now, expiresAt },
    });
    return { accessKeyId, secretAccessKey: this.#ids.secret(), sessionToken, expiresAt };
  }

  /** @throws AwsError InvalidClientTokenId, ExpiredToken */
  find(accessKeyId: string, sessionToken: string | undefined, now: Date): RootSession {
    const found = this.#sessions.get(accessKeyId);
    if (found === undefined || found.token !== sessionToken) throw invalidToken();
    if (found.session.expiresAt <= now) throw expiredToken();
    return found.session;
  }
}
