import { optional } from './option.ts';
import { notAccepted } from './parsers.ts';

/** @param command which printed the digest */
export function digestOf(command: string) {
  return optional('--digest <sha256>', `the digest that \`${command}\` printed`, parseDigest);
}

function parseDigest(input: string): string {
  if (/^[0-9a-f]{64}$/i.test(input)) return input.toLowerCase();
  throw notAccepted('digest', input, '64 hexadecimal digits');
}
