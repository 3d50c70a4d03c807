import { plainText } from '../../domain/plain-text.ts';
import { type Cell, cellValue, type Rows, type Value } from './result.ts';

/** RFC 4180, with a header. */
export function formatCsv({ columns, rows }: Rows): string {
  return [columns, ...rows].map(csvLine).join('');
}

export function csvLine(row: readonly Cell[]): string {
  return `${row.map(formatCell).join(',')}\r\n`;
}

function formatCell(cell: Cell): string {
  const text = escapeFormula(cellValue(cell));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A spreadsheet runs a text that starts with one of these characters as a formula; a leading apostrophe prevents it.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
function escapeFormula(value: Value): string {
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'string') return String(value ?? '');
  const text = plainText(value);
  return /^\s*[=+\-@＝＋－＠]/.test(text) ? `'${text}` : text;
}
