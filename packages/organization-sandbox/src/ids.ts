import { createHash } from 'node:crypto';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Ids that look like AWS's. The same seed and order of calls give the same ids. */
export interface Ids {
  /** `prefix`, then capital letters and digits; `length` characters in all, 20 by default. */
  key(prefix: string, length?: number): string;
  /** Lower-case hexadecimal, at most 64 characters. */
  hex(length: number): string;
  uuid(): string;
  secret(): string;
}

export function createIds(seed: string): Ids {
  const counts = new Map<string, number>();
  /** Each kind has a sequence of its own: credentials do not get other ids because more events were recorded before. */
  const next = (kind: string) => {
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    return createHash('sha256').update(`${seed}/${kind}/${count}`).digest();
  };
  const hexOf = (kind: string, length: number) => next(kind).toString('hex').slice(0, length);

  return {
    hex: (length) => hexOf('hex', length),
    key: (prefix, length = 20) => {
      const letters = [...next('key')].map((byte) => BASE32[byte % 32]).join('');
      return prefix + letters.slice(0, length - prefix.length);
    },
    uuid: () => {
      const digits = hexOf('uuid', 32);
      return [
        digits.slice(0, 8),
        digits.slice(8, 12),
        `4${digits.slice(13, 16)}`,
        `8${digits.slice(17, 20)}`,
        digits.slice(20),
      ].join('-');
    },
    secret: () => next('secret').toString('base64').slice(0, 40),
  };
}
