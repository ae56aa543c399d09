import { lazy } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { Empty } from "../../../components/notices.js";
import { Figure, type FigureColumn } from "../charts/figure.js";
import { Legend } from "../charts/legend.js";
import { useBucketWords } from "./bucket-words.js";
import { mostDrawn, TooManyToDraw } from "./too-many.js";
import type { Bucket } from "./queries.js";
import type { Interval } from "./range.js";

const ColumnsChart = lazy(() => import("../charts/columns-chart.js"));

const looks = { courses: "1", tests: "2", revoked: "3" } as const;
const counted = ["courses", "tests", "revoked"] as const;

export interface OverTimeProps {
  readonly buckets: readonly Bucket[];
  readonly interval: Interval;
  /** The range in a file's name. */
  readonly span: string;
}

/** The first column of everything that is counted over time. */
export function useStartColumn(interval: Interval): FigureColumn<Bucket> {
  const t = useTranslations("intervals");
  const { title } = useBucketWords(interval);
  return {
    key: "start",
    header: t(interval),
    csv: "start",
    isRowHeader: true,
    cell: ({ start }) => title(start),
    value: ({ start }) => start,
  };
}

const isEmpty = ({ courses, tests, revoked }: Bucket): boolean => courses + tests + revoked === 0;

export function PurchasesFigure({ buckets, interval, span }: OverTimeProps) {
  const t = useTranslations();
  const { number } = useFormatter();
  const words = useBucketWords(interval);
  const series = counted.map((key) => ({ look: looks[key], name: t(`analytics.${key}`) }));
  const columns = [
    useStartColumn(interval),
    ...counted.map((key): FigureColumn<Bucket> => ({
      key,
      header: t(`analytics.${key}`),
      csv: key,
      align: "end",
      cell: (bucket) => number(bucket[key]),
      value: (bucket) => bucket[key],
    })),
  ];
  return (
    <Figure
      className="figure-wide"
      title={t("overTime.title")}
      description={t("overTime.description")}
      columns={columns}
      rows={buckets}
      rowKey={({ start }) => start}
      fileName={`purchases-by-${interval}-${span}`}
      controls={<Legend entries={series} />}
      chart={
        buckets.every(isEmpty) ? (
          <Empty title={t("overTime.none")} />
        ) : buckets.length > mostDrawn ? (
          <TooManyToDraw count={buckets.length} interval={interval} />
        ) : (
          <ColumnsChart
            label={t("overTime.label", { interval })}
            series={series}
            points={buckets.map((bucket) => ({
              key: bucket.start,
              tick: words.tick(bucket.start),
              title: words.title(bucket.start),
              heights: counted.map((key) => bucket[key]),
              words: counted.map((key) => number(bucket[key])),
            }))}
          />
        )
      }
    />
  );
}
