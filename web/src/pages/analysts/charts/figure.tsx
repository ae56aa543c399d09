import { Suspense, useId, useState, type Key, type ReactNode } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type Column } from "../../../components/data-table.js";
import { Loading } from "../../../components/notices.js";
import { download, toCsv, type CsvValue } from "./csv.js";
import "./charts.css";

/** A column of a figure's table, and of its CSV. */
export interface FigureColumn<Row> extends Column<Row> {
  /** In the CSV: its name there, and its value. */
  readonly csv: string;
  value(row: Row): CsvValue;
}

export interface FigureProps<Row> {
  readonly title: string;
  /** What is counted, for those who read it as for those who hear it. */
  readonly description: ReactNode;
  readonly columns: readonly FigureColumn<Row>[];
  readonly rows: readonly Row[];
  rowKey(row: Row): Key;
  /** Without the ending. */
  readonly fileName: string;
  /** Choices of this figure alone. */
  readonly controls?: ReactNode;
  /** Instead of the drawing, e.g. where there are too many to draw. */
  readonly chart: ReactNode;
  readonly className?: string;
}

const rowsAtOnce = 200;

/** A drawing, which is a table and a CSV file as well. */
export function Figure<Row>(props: FigureProps<Row>) {
  const { title, description, columns, rows, rowKey, fileName, controls, chart, className = "" } = props;
  const t = useTranslations("figure");
  const [isTable, setIsTable] = useState(false);
  const id = useId();
  const save = (): void => {
    const header = columns.map(({ csv }) => csv);
    const values = rows.map((row) => columns.map(({ value }) => value(row)));
    download(`${fileName}.csv`, toCsv(header, values));
  };
  return (
    <section className={`panel figure ${className}`} aria-labelledby={id}>
      <div className="panel-head">
        <h2 id={id}>{title}</h2>
        <div className="figure-actions">
          <button
            type="button"
            className="button button-small"
            aria-pressed={isTable}
            aria-label={t("asTable", { title })}
            disabled={rows.length === 0}
            onClick={() => setIsTable(!isTable)}
          >
            {t("table")}
          </button>
          <button
            type="button"
            className="button button-small"
            aria-label={t("asCsv", { title })}
            disabled={rows.length === 0}
            onClick={save}
          >
            {t("csv")}
          </button>
        </div>
      </div>
      <p className="figure-description">{description}</p>
      {controls}
      {isTable && rows.length > 0 ? (
        <Rows title={title} columns={columns} rows={rows} rowKey={rowKey} />
      ) : (
        <Suspense fallback={<Drawing />}>{chart}</Suspense>
      )}
    </section>
  );
}

type RowsProps<Row> = Pick<FigureProps<Row>, "title" | "columns" | "rows" | "rowKey">;

function Rows<Row>({ title, columns, rows, rowKey }: RowsProps<Row>) {
  const t = useTranslations("figure");
  const [shown, setShown] = useState(rowsAtOnce);
  return (
    <>
      <div className="figure-table" tabIndex={0} role="region" aria-label={t("tableOf", { title })}>
        <DataTable caption={title} columns={columns} rows={rows.slice(0, shown)} rowKey={rowKey} />
      </div>
      {rows.length <= shown ? null : (
        <button type="button" className="button" onClick={() => setShown(shown + rowsAtOnce)}>
          {t("more", { shown, total: rows.length })}
        </button>
      )}
    </>
  );
}

function Drawing() {
  const t = useTranslations("figure");
  return (
    <div className="chart-space">
      <Loading what={t("drawing")} />
    </div>
  );
}
