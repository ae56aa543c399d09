import { lazy } from "react";
import { DataTable } from "../../../components/data-table.js";
import { formatCount } from "../../../components/money.js";
import { Empty } from "../../../components/notices.js";
import { Figure, type FigureColumn } from "../charts/figure.js";
import { Legend } from "../charts/legend.js";
import { formatAmount, heightOf } from "./amounts.js";
import { bucketTick, bucketTitle } from "./bucket-words.js";
import { startColumn, type OverTimeProps } from "./purchases-figure.js";
import type { Bucket, Revenue } from "./queries.js";
import { Segments } from "./segments.js";
import { mostDrawn, TooManyToDraw } from "./too-many.js";

const ColumnsChart = lazy(() => import("../charts/columns-chart.js"));

const series = [
  { look: "1", name: "Gross" },
  { look: "3", name: "Revoked" },
] as const;

/** What came in by currency: amounts of different ones are never added, nor drawn on one axis. */
export function RevenueFigure({
  revenue,
  span,
}: {
  readonly revenue: readonly Revenue[];
  readonly span: string;
}) {
  const columns: readonly FigureColumn<Revenue>[] = [
    {
      key: "currency",
      header: "Currency",
      csv: "currency",
      isRowHeader: true,
      cell: ({ currency }) => currency,
      value: ({ currency }) => currency,
    },
    ...(["gross", "revoked", "net"] as const).map((key): FigureColumn<Revenue> => ({
      key,
      header: { gross: "Gross", revoked: "Revoked", net: "Net" }[key],
      csv: key,
      align: "end",
      cell: (row) => formatAmount(row[key].amount, row.currency),
      value: (row) => row[key].amount,
    })),
    {
      key: "purchases",
      header: "Paid purchases",
      csv: "paid_purchases",
      align: "end",
      cell: ({ gross }) => formatCount(gross.purchases),
      value: ({ gross }) => gross.purchases,
    },
  ];
  return (
    <Figure
      title="Revenue by currency"
      description="What the paid purchases of the range cost, what those of them that were revoked had cost, and what remains. Exact to the last digit; currencies are never added."
      columns={columns}
      rows={revenue}
      rowKey={({ currency }) => currency}
      fileName={`revenue-${span}`}
      chart={
        revenue.length === 0 ? (
          <Empty title="Nothing was paid for in this range" />
        ) : (
          <div className="revenue">
            <DataTable
              caption="Revenue by currency"
              columns={columns.slice(0, 4)}
              rows={revenue}
              rowKey={({ currency }) => currency}
            />
            <NetShares revenue={revenue} />
          </div>
        )
      }
    />
  );
}

/** How much of what was paid remained: a share, which may stand beside that of another currency. */
function NetShares({ revenue }: { readonly revenue: readonly Revenue[] }) {
  return (
    <>
      <h3>What remained of it</h3>
      <ul className="bars">
        {revenue.map(({ currency, gross, net }) => {
          const all = heightOf(gross.amount);
          const share = all === 0 ? 0 : heightOf(net.amount) / all;
          return (
            <li key={currency}>
              <span className="bars-name">{currency}</span>
              <span className="bars-value">{percent.format(share)}</span>
              <span className="bar" aria-hidden="true">
                <span className="swatch-1" style={{ flexGrow: share }} />
                <span className="swatch-3" style={{ flexGrow: 1 - share }} />
              </span>
            </li>
          );
        })}
      </ul>
      <Legend
        entries={[
          { look: "1", name: "Net" },
          { look: "3", name: "Revoked" },
        ]}
      />
    </>
  );
}

const percent = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 1 });

export interface RevenueOverTimeProps extends OverTimeProps {
  /** That are in the buckets. */
  readonly currencies: readonly string[];
  readonly currency: string;
  onChoose(currency: string): void;
}

/** One currency over time. */
export function RevenueOverTimeFigure(props: RevenueOverTimeProps) {
  const { buckets, interval, span, currencies, currency, onChoose } = props;
  const of = (bucket: Bucket) => bucket.revenue.find((each) => each.currency === currency);
  const amount = (bucket: Bucket, key: "gross" | "revoked"): string => of(bucket)?.[key].amount ?? "0";
  const columns: readonly FigureColumn<Bucket>[] = [
    startColumn(interval),
    ...(["gross", "revoked"] as const).map((key): FigureColumn<Bucket> => ({
      key,
      header: key === "gross" ? "Gross" : "Revoked",
      csv: `${key}_${currency.toLowerCase()}`,
      align: "end",
      cell: (bucket) => words(bucket, key),
      value: (bucket) => amount(bucket, key),
    })),
  ];
  const words = (bucket: Bucket, key: "gross" | "revoked"): string => {
    const found = of(bucket)?.[key].amount;
    return found === undefined ? "–" : formatAmount(found, currency);
  };
  return (
    <Figure
      className="figure-wide"
      title="Revenue over time"
      description="One currency at a time. What was revoked hangs below the line on the day of its revocation."
      columns={columns}
      rows={currencies.length === 0 ? [] : buckets}
      rowKey={({ start }) => start}
      fileName={`revenue-${currency.toLowerCase()}-by-${interval}-${span}`}
      controls={
        currencies.length === 0 ? null : (
          <div className="figure-controls">
            <Legend entries={series} />
            <Segments
              legend="Currency"
              value={currency}
              options={currencies.map((each) => [each, each] as const)}
              onChoose={onChoose}
            />
          </div>
        )
      }
      chart={
        currencies.length === 0 ? (
          <Empty title="Nothing was paid or revoked in this range" />
        ) : buckets.length > mostDrawn ? (
          <TooManyToDraw count={buckets.length} interval={interval} />
        ) : (
          <ColumnsChart
            label={`Revenue in ${currency} by ${interval}: gross and revoked. Arrow keys go from one to the next.`}
            series={series}
            wholeNumbers={false}
            points={buckets.map((bucket) => ({
              key: bucket.start,
              tick: bucketTick(bucket.start, interval),
              title: bucketTitle(bucket.start, interval),
              heights: [heightOf(amount(bucket, "gross")), heightOf(amount(bucket, "revoked"))],
              words: [words(bucket, "gross"), words(bucket, "revoked")],
            }))}
          />
        )
      }
    />
  );
}
