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

type Side = "gross" | "revoked";

const revenueOf = (bucket: Bucket, currency: string) =>
  bucket.revenue.find((each) => each.currency === currency);

const amountOf = (bucket: Bucket, currency: string, side: Side): string =>
  revenueOf(bucket, currency)?.[side].amount ?? "0";

function amountWords(bucket: Bucket, currency: string, side: Side): string {
  const found = revenueOf(bucket, currency)?.[side].amount;
  return found === undefined ? "–" : formatAmount(found, currency);
}

/** One currency over time. */
export function RevenueOverTimeFigure(props: RevenueOverTimeProps) {
  const { buckets, interval, span, currencies, currency, onChoose } = props;
  const columns: readonly FigureColumn<Bucket>[] = [
    startColumn(interval),
    ...(["gross", "revoked"] as const).map((side): FigureColumn<Bucket> => ({
      key: side,
      header: side === "gross" ? "Gross" : "Revoked",
      csv: `${side}_${currency.toLowerCase()}`,
      align: "end",
      cell: (bucket) => amountWords(bucket, currency, side),
      value: (bucket) => amountOf(bucket, currency, side),
    })),
  ];
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
      chart={<RevenueColumns {...props} />}
    />
  );
}

function RevenueColumns({ buckets, interval, currencies, currency }: RevenueOverTimeProps) {
  if (currencies.length === 0) return <Empty title="Nothing was paid or revoked in this range" />;
  if (buckets.length > mostDrawn) return <TooManyToDraw count={buckets.length} interval={interval} />;
  const sides = ["gross", "revoked"] as const;
  return (
    <ColumnsChart
      label={`Revenue in ${currency} by ${interval}: gross and revoked. Arrow keys go from one to the next.`}
      series={series}
      wholeNumbers={false}
      points={buckets.map((bucket) => ({
        key: bucket.start,
        tick: bucketTick(bucket.start, interval),
        title: bucketTitle(bucket.start, interval),
        heights: sides.map((side) => heightOf(amountOf(bucket, currency, side))),
        words: sides.map((side) => amountWords(bucket, currency, side)),
      }))}
    />
  );
}
