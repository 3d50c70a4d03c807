import { BlockList, isIP } from 'node:net';
import { PatternError } from './pattern-error.ts';

type Family = 'ipv4' | 'ipv6';

export type AddressTest = (address: string) => boolean;

/** `10.0.0.0/24`, or an IPv6 block. A block of a single address is refused: that is a value to be equal to. */
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

/** A text that is an address is equal to every way to write that address; undefined if it is none. */
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

/** An IPv6 address with an IPv4 address in it, or with a zone, is no address to EventBridge. */
function familyOf(address: string): Family | undefined {
  if (isIP(address) === 4) return 'ipv4';
  return isIP(address) === 6 && !/[.%]/.test(address) ? 'ipv6' : undefined;
}
