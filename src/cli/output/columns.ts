import stringWidth from 'string-width';

/**
 * The width of each column so that all fit into `room`. The widest are reduced first, and none below its longest word: a
 * word may be an id, and an id that is broken over two lines cannot be copied.
 *
 * @param columns the texts of each column, including its header
 * @returns undefined if the longest words alone do not fit
 */
export function fittingWidths(
  columns: readonly (readonly string[])[],
  room: number,
): readonly number[] | undefined {
  const widths = columns.map((texts) => widest(texts));
  const longestWords = columns.map((texts) => widest(texts.flatMap((text) => text.split(' '))));
  for (let over = sum(widths) - room; over > 0; over -= 1) {
    const reducible = widths.map((width, at) => (width > (longestWords[at] ?? 0) ? width : 0));
    const max = Math.max(...reducible);
    if (max === 0) return undefined;
    widths[reducible.indexOf(max)] = max - 1;
  }
  return widths;
}

function sum(widths: readonly number[]): number {
  return widths.reduce((total, width) => total + width, 0);
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => stringWidth(text)));
}

/** Breaks a text between words into lines no wider than `width`. A longer word stays whole, on a line of its own. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of text.split(' ')) {
    const longer: string = line === undefined ? word : `${line} ${word}`;
    if (line === undefined || stringWidth(longer) <= width) {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line ?? ''];
}

/** The start of a line: blanks, or a label such as `  next step:    `. */
const BEGINNING = /^(\s*([A-Za-z ]+:\s{2,})?)/;

/** As `wrap`, with the further lines indented to the text after the label of the first. */
export function wrapLine(text: string, width: number): readonly string[] {
  if (stringWidth(text) <= width) return [text];
  const beginning = BEGINNING.exec(text)?.[1] ?? '';
  const rest = text.slice(beginning.length);
  const indentation = ' '.repeat(beginning.length);
  return wrap(rest, width - beginning.length).map(
    (line, at) => `${at === 0 ? beginning : indentation}${line}`,
  );
}
