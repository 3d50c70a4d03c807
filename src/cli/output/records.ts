import stringWidth from 'string-width';
import type { Terminal } from '../terminal/terminal.ts';
import { wrap } from './columns.ts';
import { cellTone, cellValue, type Record } from './result.ts';
import { formatValue } from './value.ts';

const GAP = 2;

/** One field per line, with the labels in a column. A word that is too long for its column gets a line to itself. */
export function formatRecords(each: readonly Record[], terminal: Terminal): string {
  const labelWidth = Math.max(...each.flat().map(([label]) => stringWidth(label))) + GAP;
  return each.map((record) => formatRecord(record, labelWidth, terminal)).join('\n');
}

function formatRecord(record: Record, labelWidth: number, terminal: Terminal): string {
  const room = terminal.width === undefined ? Number.POSITIVE_INFINITY : terminal.width - 1 - labelWidth;
  return record
    .map(([label, cell]) => {
      const tone = cellTone(cell);
      const shown = terminal.paint('faint', label) + ' '.repeat(labelWidth - stringWidth(label));
      const lines = wrap(formatValue(cellValue(cell)), room).map((line) =>
        tone === undefined ? line : terminal.paint(tone, line),
      );
      return `${shown}${lines.join(`\n${' '.repeat(labelWidth)}`)}\n`;
    })
    .join('');
}
