import type { Key, ReactNode } from "react";

export interface Column<Row> {
  readonly key: string;
  readonly header: ReactNode;
  cell(row: Row): ReactNode;
  /** Numbers stand at the end, under each other. */
  readonly align?: "start" | "end";
  /** The cell that names the row, for screen readers. */
  readonly isRowHeader?: boolean;
}

export interface DataTableProps<Row> {
  readonly caption: string;
  /** Otherwise only screen readers announce it. */
  readonly showCaption?: boolean;
  /** Of many columns: its rows become blocks sooner. */
  readonly isWide?: boolean;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  rowKey(row: Row): Key;
  /** For rows that stand out. */
  rowClass?(row: Row): string | undefined;
}

/**
 * A table. Where it is narrower than its columns need, each row becomes a block with the headers beside the values; the
 * roles keep it a table for screen readers then, which take a table apart that is not displayed as one.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const {
    caption,
    showCaption = false,
    isWide = false,
    columns,
    rows,
    rowKey,
    rowClass = () => undefined,
  } = props;
  return (
    <div className={isWide ? "table-frame is-wide" : "table-frame"}>
      <table className="table" role="table">
        <caption className={showCaption ? undefined : "visually-hidden"}>{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ key, header, align }) => (
              <th key={key} role="columnheader" scope="col" className={align === "end" ? "end" : undefined}>
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr key={rowKey(row)} role="row" className={rowClass(row)}>
              {columns.map((column) => (
                <Cell key={column.key} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** An empty cell. It is left out where the row is a block. */
export const Nothing = () => <span className="cell-nothing">–</span>;

function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const className = column.align === "end" ? "end" : undefined;
  const content = (
    <>
      <span className="cell-label" aria-hidden="true">
        {column.header}
      </span>
      <span className="cell-value">{column.cell(row)}</span>
    </>
  );
  if (column.isRowHeader === true) {
    return (
      <th role="rowheader" scope="row" className={className}>
        {content}
      </th>
    );
  }
  return (
    <td role="cell" className={className}>
      {content}
    </td>
  );
}
