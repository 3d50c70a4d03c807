import { html, type Markup } from './html.ts';

export interface Column<Row> {
  readonly label: string;
  readonly cell: (row: Row) => Markup | string | undefined;
  readonly number?: true;
}

/**
 * On a narrow screen each row becomes a card whose cells show their label. The roles are explicit, as assistive technology
 * otherwise does not recognize a table that is laid out as blocks.
 */
export function dataTable<Row>(
  caption: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Markup {
  const kind = ({ number }: Column<Row>) => (number ? 'number' : 'text');
  return html`<table role="table" aria-label="${caption}"><thead role="rowgroup"><tr role="row">${columns.map(
    (column) => html`<th role="columnheader" scope="col" class="${kind(column)}">${column.label}</th>`,
  )}</tr></thead><tbody role="rowgroup">${rows.map(
    (row) => html`<tr role="row">${columns.map(
      (column) =>
        html`<td role="cell" class="${kind(column)}" data-label="${column.label}"><div>${column.cell(row)}</div></td>`,
    )}</tr>
`,
  )}</tbody></table>`;
}
