import { FORMATS } from './bundle.ts';
import { NO_PREVIOUS, type ReadLine, readLine } from './chain.ts';

export type BundleVerification =
  | {
      readonly type: 'intact';
      readonly lines: number;
      /** The hash of the last line, which identifies the whole bundle. */
      readonly digest: string;
    }
  | {
      readonly type: 'tampered';
      /** The first line that differs from what was written, counted from 1; for a removed line, its former number. */
      readonly line: number;
      readonly tampering: 'changed' | 'removed' | 'inserted' | 'reordered';
      readonly detail: string;
    }
  | { readonly type: 'not-a-bundle'; readonly detail: string };

type Tampering = Extract<BundleVerification, { type: 'tampered' }>['tampering'];
type Line = Extract<ReadLine, { type: 'line' }>;

/**
 * Reads a bundle line by line and finds the first line that was changed, removed, inserted or reordered. Holds three
 * lines in memory at most. A chain that was rewritten as a whole is detected only by comparing the digest with the one that
 * was noted when the bundle was written.
 * @param formats which the header may name; default: those of evidence bundles
 */
export async function verifyBundle(
  lines: AsyncIterable<string>,
  formats: readonly string[] = FORMATS,
): Promise<BundleVerification> {
  const rest = lines[Symbol.asyncIterator]();
  // Without a prototype: the type of a line may be `__proto__` or `constructor`.
  const counts: Record<string, number> = Object.create(null);
  let last: Line | undefined;
  for (let position = 1; ; position += 1) {
    const { value, done } = await rest.next();
    if (done) return concludeAt(position, last, counts);
    const line = readLine(value);
    if (position === 1 && !mayBeFirst(line, formats)) {
      return { type: 'not-a-bundle', detail: `line 1 is not a header of ${formats.join(' or ')}` };
    }
    if (line.type === 'unusable' || !line.intact) return classifyHashMismatch(rest, position);
    if (last?.record.type === 'footer') return tampered(position, 'inserted', 'it is after the footer');
    const previous = last?.hash ?? NO_PREVIOUS;
    if (line.line < position) return classifyRepeatedNumber(rest, line, previous, position);
    if (line.line > position) return classifySkippedNumber(rest, line, position);
    if (line.previous !== previous) return classifyBrokenLink(rest, line, position);
    const { type } = line.record;
    if (type === 'header' && position > 1) return tampered(position, 'inserted', 'it is a second header');
    if (type !== 'header' && type !== 'footer') counts[type] = (counts[type] ?? 0) + 1;
    last = line;
  }
}

/** Also true for a later line of a bundle: it is in the wrong position, so the file is a bundle that was tampered with. */
function mayBeFirst(line: ReadLine, formats: readonly string[]): boolean {
  if (line.type === 'unusable') return false;
  const { type, format } = line.record;
  const isHeader = line.line === 1 && type === 'header' && formats.some((known) => known === format);
  return isHeader || line.line > 1 || !line.intact;
}

function concludeAt(position: number, last: Line | undefined, counts: object): BundleVerification {
  if (last === undefined) return { type: 'not-a-bundle', detail: 'it is empty' };
  if (last.record.type !== 'footer') return tampered(position, 'removed', 'there is no footer');
  if (JSON.stringify(last.record.counts) !== JSON.stringify(counts)) {
    return tampered(position - 1, 'changed', 'its counts do not match the lines');
  }
  return { type: 'intact', lines: position - 1, digest: last.hash };
}

/** For a line whose content does not match its hash. */
async function classifyHashMismatch(
  rest: AsyncIterator<string>,
  position: number,
): Promise<BundleVerification> {
  const next = await nextLine(rest);
  return next?.line === position
    ? tampered(position, 'inserted', 'it is not a line of the chain')
    : tampered(position, 'changed', 'its content does not match its hash');
}

/** For a line whose number was read before. Of two lines with the same number, the next line is chained to the genuine one. */
async function classifyRepeatedNumber(
  rest: AsyncIterator<string>,
  line: Line,
  previous: string,
  position: number,
): Promise<BundleVerification> {
  const next = await nextLine(rest);
  const isOriginal = line.line === position - 1 && line.hash !== previous && next?.previous === line.hash;
  return isOriginal
    ? tampered(position - 1, 'inserted', 'no line is chained to it')
    : tampered(position, 'inserted', `line ${line.line} is already further up`);
}

/** For a line whose number is too high for its position. */
async function classifySkippedNumber(
  rest: AsyncIterator<string>,
  line: Line,
  position: number,
): Promise<BundleVerification> {
  let isFurtherDown = false;
  for (let next = await nextLine(rest); next !== undefined; next = await nextLine(rest)) {
    if (next.line === line.line) return tampered(position, 'inserted', `it is a copy of line ${line.line}`);
    if (next.line === position) isFurtherDown = true;
  }
  return isFurtherDown
    ? tampered(position, 'reordered', `it is line ${line.line}, and line ${position} is further down`)
    : tampered(position, 'removed', `line ${line.line} is in its place`);
}

/** For a line that is not chained to the one before: one of them was rewritten with a matching hash. The next line shows which. */
async function classifyBrokenLink(
  rest: AsyncIterator<string>,
  line: Line,
  position: number,
): Promise<BundleVerification> {
  if (position === 1) return tampered(1, 'changed', 'it refers to a line before it, and there is none');
  const next = await nextLine(rest);
  const isGenuine = next === undefined || next.previous === line.hash;
  return isGenuine
    ? tampered(position - 1, 'changed', `line ${position} is chained to a different line`)
    : tampered(position, 'changed', `it is not chained to line ${position - 1}`);
}

async function nextLine(rest: AsyncIterator<string>): Promise<Line | undefined> {
  for (let { value, done } = await rest.next(); !done; { value, done } = await rest.next()) {
    const line = readLine(value);
    if (line.type === 'line') return line;
  }
  return undefined;
}

function tampered(line: number, tampering: Tampering, detail: string): BundleVerification {
  return { type: 'tampered', line, tampering, detail };
}
