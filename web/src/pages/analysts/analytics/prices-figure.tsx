import { formatCount } from "../../../components/money.js";
import { Empty } from "../../../components/notices.js";
import { Figure, type FigureColumn } from "../charts/figure.js";
import type { Summary } from "./queries.js";

interface PriceRow {
  readonly key: "paid" | "free" | "unknown";
  readonly look: string;
  readonly name: string;
  readonly hint: string;
  readonly count: number;
  readonly share: number;
}

const percent = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 1 });

const columns: readonly FigureColumn<PriceRow>[] = [
  {
    key: "price",
    header: "Price",
    csv: "price",
    isRowHeader: true,
    cell: ({ name }) => name,
    value: ({ key }) => key,
  },
  {
    key: "count",
    header: "Purchases",
    csv: "purchases",
    align: "end",
    cell: ({ count }) => formatCount(count),
    value: ({ count }) => count,
  },
  {
    key: "share",
    header: "Share",
    csv: "share",
    align: "end",
    cell: ({ share }) => percent.format(share),
    value: ({ share }) => Number(share.toFixed(4)),
  },
];

/** Free vs. paid, and purchases whose price nobody knows. */
export function PricesFigure({
  purchases,
  span,
}: {
  readonly purchases: Summary["purchases"];
  readonly span: string;
}) {
  const { total, paid, free, withoutPrice } = purchases;
  const row = (key: PriceRow["key"], look: string, name: string, hint: string, count: number): PriceRow => ({
    ...{ key, look, name, hint, count },
    share: total === 0 ? 0 : count / total,
  });
  const rows = [
    row("paid", "1", "Paid", "price above 0", paid),
    row("free", "2", "Free", "price of 0", free),
    row("unknown", "4", "Price unknown", "imported without a price", withoutPrice),
  ];
  return (
    <Figure
      title="Free vs. paid"
      description="Purchases in this range by price."
      columns={columns}
      rows={rows}
      rowKey={({ key }) => key}
      fileName={`free-and-paid-${span}`}
      chart={total === 0 ? <Empty title="No purchases in this range" /> : <Shares rows={rows} />}
    />
  );
}

function Shares({ rows }: { readonly rows: readonly PriceRow[] }) {
  return (
    <>
      <div className="bar bar-tall" aria-hidden="true">
        {rows.map(({ key, look, count }) => (
          <span key={key} className={`swatch-${look}`} style={{ flexGrow: count }} />
        ))}
      </div>
      <dl className="shares">
        {rows.map(({ key, look, name, hint, count, share }) => (
          <div key={key}>
            <dt>
              <span className={`swatch swatch-${look}`} aria-hidden="true" />
              <span>
                {name} <small>{hint}</small>
              </span>
            </dt>
            <dd>
              {formatCount(count)} <small>{percent.format(share)}</small>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
