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
  { look: "3", name: "Refunds" },
] as const;

const sides = ["gross", "discounts", "refunds", "net"] as const;
type Side = (typeof sides)[number];
const sideNames = { gross: "Gross", discounts: "Discounts", refunds: "Refunds", net: "Net" } as const;
const drawnSides = ["gross", "refunds"] as const;

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
    ...sides.map((key): FigureColumn<Revenue> => ({
      key,
      header: sideNames[key],
      csv: key,
      align: "end",
      cell: (row) => formatAmount(row[key].amount, row.currency),
      value: (row) => ({ amount: row[key].amount }),
    })),
    {
      key: "purchases",
      header: "Paid purchases",
      csv: "paid_purchases",
      align: "end",
      cell: ({ paidPurchases }) => formatCount(paidPurchases),
      value: ({ paidPurchases }) => paidPurchases,
    },
  ];
  return (
    <Figure
      title="Revenue by currency"
      description="Gross before discounts, refunds made within the range, and net. Currencies are not added up."
      columns={columns}
      rows={revenue}
      rowKey={({ currency }) => currency}
      fileName={`revenue-${span}`}
      chart={
        revenue.length === 0 ? (
          <Empty title="No paid purchases in this range" />
        ) : (
          <div className="revenue">
            <DataTable
              caption="Revenue by currency"
              columns={columns.slice(0, 5)}
              rows={revenue}
              rowKey={({ currency }) => currency}
            />
          </div>
        )
      }
    />
  );
}

export interface RevenueOverTimeProps extends OverTimeProps {
  /** That are in the buckets. */
  readonly currencies: readonly string[];
  readonly currency: string;
  onChoose(currency: string): void;
}

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
    ...sides.map((side): FigureColumn<Bucket> => ({
      key: side,
      header: sideNames[side],
      csv: `${side}_${currency.toLowerCase()}`,
      align: "end",
      cell: (bucket) => amountWords(bucket, currency, side),
      value: (bucket) => ({ amount: amountOf(bucket, currency, side) }),
    })),
  ];
  return (
    <Figure
      className="figure-wide"
      title="Revenue over time"
      description="One currency at a time. Each refund counts in the period in which it was made."
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
  if (currencies.length === 0) return <Empty title="No payments or refunds in this range" />;
  if (buckets.length > mostDrawn) return <TooManyToDraw count={buckets.length} interval={interval} />;
  return (
    <ColumnsChart
      label={`Revenue in ${currency} by ${interval}: gross and refunds. Use the arrow keys to move.`}
      series={series}
      wholeNumbers={false}
      points={buckets.map((bucket) => ({
        key: bucket.start,
        tick: bucketTick(bucket.start, interval),
        title: bucketTitle(bucket.start, interval),
        heights: drawnSides.map((side) => heightOf(amountOf(bucket, currency, side))),
        words: drawnSides.map((side) => amountWords(bucket, currency, side)),
        summary: { name: "Net", value: amountWords(bucket, currency, "net") },
      }))}
    />
  );
}
