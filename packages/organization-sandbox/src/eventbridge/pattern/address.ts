import { BlockList, isIP } from 'node:net';
import { PatternError } from './pattern-error.ts';

type Family = 'ipv4' | 'ipv6';

export type AddressTest = (address: string) => boolean;

/** Parses `10.0.0.0/24` or an IPv6 block. A block of a single address is refused: a plain value matches that. */
export function parseBlock(text: string): AddressTest {
  const [address = '', bits, ...others] = text.split('/');
  if (bits === undefined || bits === '' || others.length > 0) {
    throw new PatternError("Malformed CIDR, one '/' required");
  }
  if (!/^[+-]?\d{1,9}$/.test(bits)) throw new PatternError('Malformed CIDR, mask bits must be an integer');
  if (Number(bits) < 0) throw new PatternError('Malformed CIDR, mask bits must not be negative');
  const family = familyOf(address);
  if (family === undefined) throw new PatternError(`Invalid IP address: ${address}`);
  if (family === 'ipv4' && Number(bits) > 31) throw new PatternError('IPv4 mask bits must be < 32');
  if (family === 'ipv6' && Number(bits) > 127) throw new PatternError('IPv6 mask bits must be < 128');
  const block = new BlockList();
  block.addSubnet(address, Number(bits), family);
  return isIn(block, family);
}

/** An address matches every notation of itself. Undefined if the text is not an address. */
export function sameAddress(text: string): AddressTest | undefined {
  const family = familyOf(text);
  if (family === undefined) return undefined;
  const block = new BlockList();
  block.addAddress(text, family);
  return isIn(block, family);
}

const isIn =
  (block: BlockList, family: Family): AddressTest =>
  (address) =>
    familyOf(address) === family && block.check(address, family);

/** For EventBridge an IPv6 address that contains an IPv4 address or a zone is not an address. */
function familyOf(address: string): Family | undefined {
  if (isIP(address) === 4) return 'ipv4';
  return isIP(address) === 6 && !/[.%]/.test(address) ? 'ipv6' : undefined;
}
