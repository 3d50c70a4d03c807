import { plainText } from '../../domain/plain-text.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { wrapLine } from './columns.ts';
import { formatCsv } from './csv.ts';
import { formatRecords } from './records.ts';
import type { Block, OutputFormat, Result } from './result.ts';
import { formatTable } from './table.ts';

/** The whole text for stdout. */
export function formatResult(result: Result, format: OutputFormat, terminal: Terminal): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(result.json, undefined, 2)}\n`;
    case 'csv':
      return formatCsv(result.csv);
    case 'table':
      return formatBlocks(result.blocks, terminal);
  }
}

export function formatBlocks(blocks: readonly Block[], terminal: Terminal): string {
  return blocks
    .map((block) => formatBlock(block, terminal))
    .filter((text) => text !== '')
    .join('\n');
}

function formatBlock(block: Block, terminal: Terminal): string {
  if (block.type === 'table') return formatTable(block, terminal);
  if (block.type === 'records') return formatRecords(block.records, terminal);
  const { tone, verbatim } = block;
  const width = verbatim === true ? undefined : terminal.width;
  return block.lines
    .map(plainText)
    .flatMap((line) => (width === undefined ? [line] : wrapLine(line, width)))
    .map((line) => `${tone === undefined ? line : terminal.paint(tone, line)}\n`)
    .join('');
}
