import { lazy } from "react";
import { formatCount } from "../../../components/money.js";
import { Empty } from "../../../components/notices.js";
import { Figure, type FigureColumn } from "../charts/figure.js";
import { Legend } from "../charts/legend.js";
import { bucketTick, bucketTitle } from "./bucket-words.js";
import { mostDrawn, TooManyToDraw } from "./too-many.js";
import type { Bucket } from "./queries.js";
import type { Interval } from "./range.js";

const ColumnsChart = lazy(() => import("../charts/columns-chart.js"));

const series = [
  { look: "1", name: "Courses" },
  { look: "2", name: "Tests" },
  { look: "3", name: "Revoked" },
] as const;

export interface OverTimeProps {
  readonly buckets: readonly Bucket[];
  readonly interval: Interval;
  /** The range in a file's name. */
  readonly span: string;
}

/** The first column of everything that is counted over time. */
export const startColumn = (interval: Interval): FigureColumn<Bucket> => ({
  key: "start",
  header: { day: "Day", week: "Week", month: "Month", year: "Year" }[interval],
  csv: "start",
  isRowHeader: true,
  cell: ({ start }) => bucketTitle(start, interval),
  value: ({ start }) => start,
});

const countColumn = (key: "courses" | "tests" | "revoked", header: string): FigureColumn<Bucket> => ({
  key,
  header,
  csv: key,
  align: "end",
  cell: (bucket) => formatCount(bucket[key]),
  value: (bucket) => bucket[key],
});

const isEmpty = ({ courses, tests, revoked }: Bucket): boolean => courses + tests + revoked === 0;

export function PurchasesFigure({ buckets, interval, span }: OverTimeProps) {
  const columns = [
    startColumn(interval),
    countColumn("courses", "Courses"),
    countColumn("tests", "Tests"),
    countColumn("revoked", "Revoked"),
  ];
  return (
    <Figure
      className="figure-wide"
      title="Purchases over time"
      description="By purchase date. Revocations are below the axis, by revocation date."
      columns={columns}
      rows={buckets}
      rowKey={({ start }) => start}
      fileName={`purchases-by-${interval}-${span}`}
      controls={<Legend entries={series} />}
      chart={
        buckets.every(isEmpty) ? (
          <Empty title="No purchases or revocations in this range" />
        ) : buckets.length > mostDrawn ? (
          <TooManyToDraw count={buckets.length} interval={interval} />
        ) : (
          <ColumnsChart
            label={`Purchases by ${interval}: courses, tests and revoked ones. Use the arrow keys to move.`}
            series={series}
            wholeNumbers
            points={buckets.map(({ start, courses, tests, revoked }) => ({
              key: start,
              tick: bucketTick(start, interval),
              title: bucketTitle(start, interval),
              heights: [courses, tests, revoked],
              words: [courses, tests, revoked].map(formatCount),
            }))}
          />
        )
      }
    />
  );
}
