import { lazy } from "react";
import { useFormatter, useLocale, useTranslations } from "use-intl";
import { DataTable } from "../../../components/data-table.js";
import { Empty } from "../../../components/notices.js";
import { Figure, type FigureColumn } from "../charts/figure.js";
import { Legend } from "../charts/legend.js";
import { formatAmount, heightOf } from "./amounts.js";
import { useBucketWords } from "./bucket-words.js";
import { useStartColumn, type OverTimeProps } from "./purchases-figure.js";
import type { Bucket, Revenue } from "./queries.js";
import { Segments } from "./segments.js";
import { mostDrawn, TooManyToDraw } from "./too-many.js";

const ColumnsChart = lazy(() => import("../charts/columns-chart.js"));

const sides = ["gross", "discounts", "refunds", "net"] as const;
type Side = (typeof sides)[number];
const drawnSides = ["gross", "refunds"] as const;
const looks = { gross: "1", refunds: "3" } as const;

function useSeries() {
  const t = useTranslations("revenue");
  return drawnSides.map((side) => ({ look: looks[side], name: t(side) }));
}

function useRevenueColumns(): readonly FigureColumn<Revenue>[] {
  const t = useTranslations("revenue");
  const locale = useLocale();
  const { number } = useFormatter();
  return [
    {
      key: "currency",
      header: t("currency"),
      csv: "currency",
      isRowHeader: true,
      cell: ({ currency }) => currency,
      value: ({ currency }) => currency,
    },
    ...sides.map((key): FigureColumn<Revenue> => ({
      key,
      header: t(key),
      csv: key,
      align: "end",
      cell: (row) => formatAmount(row[key].amount, row.currency, locale),
      value: (row) => ({ amount: row[key].amount }),
    })),
    {
      key: "purchases",
      header: t("paidPurchases"),
      csv: "paid_purchases",
      align: "end",
      cell: ({ paidPurchases }) => number(paidPurchases),
      value: ({ paidPurchases }) => paidPurchases,
    },
  ];
}

/** What came in by currency: amounts of different ones are never added, nor drawn on one axis. */
export function RevenueFigure({
  revenue,
  span,
}: {
  readonly revenue: readonly Revenue[];
  readonly span: string;
}) {
  const t = useTranslations("revenue");
  const columns = useRevenueColumns();
  return (
    <Figure
      title={t("title")}
      description={t("description")}
      columns={columns}
      rows={revenue}
      rowKey={({ currency }) => currency}
      fileName={`revenue-${span}`}
      chart={
        revenue.length === 0 ? (
          <Empty title={t("none")} />
        ) : (
          <div className="revenue">
            <DataTable
              caption={t("title")}
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

function useAmountWords(currency: string) {
  const locale = useLocale();
  return (bucket: Bucket, side: Side): string => {
    const found = revenueOf(bucket, currency)?.[side].amount;
    return found === undefined ? "–" : formatAmount(found, currency, locale);
  };
}

/** One currency over time. */
export function RevenueOverTimeFigure(props: RevenueOverTimeProps) {
  const { buckets, interval, span, currencies, currency, onChoose } = props;
  const t = useTranslations("revenue");
  const amountWords = useAmountWords(currency);
  const series = useSeries();
  const columns: readonly FigureColumn<Bucket>[] = [
    useStartColumn(interval),
    ...sides.map((side): FigureColumn<Bucket> => ({
      key: side,
      header: t(side),
      csv: `${side}_${currency.toLowerCase()}`,
      align: "end",
      cell: (bucket) => amountWords(bucket, side),
      value: (bucket) => ({ amount: amountOf(bucket, currency, side) }),
    })),
  ];
  return (
    <Figure
      className="figure-wide"
      title={t("overTime")}
      description={t("overTimeDescription")}
      columns={columns}
      rows={currencies.length === 0 ? [] : buckets}
      rowKey={({ start }) => start}
      fileName={`revenue-${currency.toLowerCase()}-by-${interval}-${span}`}
      controls={
        currencies.length === 0 ? null : (
          <div className="figure-controls">
            <Legend entries={[...series, { look: "net", name: t("net") }]} />
            <Segments
              legend={t("currency")}
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
  const t = useTranslations("revenue");
  const amountWords = useAmountWords(currency);
  const words = useBucketWords(interval);
  const series = useSeries();
  if (currencies.length === 0) return <Empty title={t("overTimeNone")} />;
  if (buckets.length > mostDrawn) return <TooManyToDraw count={buckets.length} interval={interval} />;
  return (
    <ColumnsChart
      label={t("label", { currency, interval })}
      series={series}
      currency={currency}
      points={buckets.map((bucket) => ({
        key: bucket.start,
        tick: words.tick(bucket.start),
        title: words.title(bucket.start),
        heights: drawnSides.map((side) => heightOf(amountOf(bucket, currency, side))),
        words: drawnSides.map((side) => amountWords(bucket, side)),
        summary: {
          name: t("net"),
          height: heightOf(amountOf(bucket, currency, "net")),
          value: amountWords(bucket, "net"),
        },
      }))}
    />
  );
}
