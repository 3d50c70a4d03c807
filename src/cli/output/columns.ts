import stringWidth from 'string-width';

/** Narrower than that nothing can be read. */
const LEAST = 4;

/** A word that is longer than that may be broken before another column gives way. */
const LONGEST_WHOLE_WORD = 24;

/**
 * How wide each column may be for all of them to have room: the widest give way first, and words are broken only when
 * there is nothing else left to take.
 *
 * @param columns the texts of each column, its head among them
 */
export function fittingWidths(columns: readonly (readonly string[])[], room: number): readonly number[] {
  const widths = columns.map((texts) => widest(texts));
  const words = columns.map((texts) => widest(texts.flatMap((text) => text.split(' '))));
  shrink(widths, room, (at) => Math.min(words[at] ?? 0, LONGEST_WHOLE_WORD));
  shrink(widths, room, () => LEAST);
  return widths;
}

function shrink(widths: number[], room: number, leastOf: (at: number) => number): void {
  const slackOf = (width: number, at: number) => (width > leastOf(at) ? width : 0);
  for (let over = widths.reduce((sum, width) => sum + width, 0) - room; over > 0; over -= 1) {
    const slacks = widths.map(slackOf);
    const most = Math.max(...slacks);
    if (most === 0) return;
    widths[slacks.indexOf(most)] = most - 1;
  }
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => stringWidth(text)));
}

/** Breaks a text into lines no wider than `width`, between words where that is possible. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((whole) => pieces(whole, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (stringWidth(longer) <= width) {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

function pieces(word: string, width: number): readonly string[] {
  const parts: string[] = [];
  let part = '';
  for (const letter of word) {
    if (stringWidth(part + letter) > width) {
      parts.push(part);
      part = '';
    }
    part += letter;
  }
  return [...parts, part];
}
