import { useId } from "react";
import { Bar, CartesianGrid, ComposedChart, Line, ReferenceLine, Tooltip, XAxis, YAxis } from "recharts";
import { useLocale } from "use-intl";
import { ChartTooltip } from "./chart-tooltip.js";
import { createFormatTick, createMoneyTick, cursor, grid, line, roundTicks, tick } from "./axis.js";
import { Hatches } from "./hatches.js";

/** How a series looks: plain, striped, or dotted and below the axis. */
export type SeriesLook = "1" | "2" | "3";

export interface Series {
  readonly look: SeriesLook;
  readonly name: string;
}

export interface ColumnPoint {
  readonly key: string;
  /** Short, under the axis. */
  readonly tick: string;
  /** Long, in the tooltip. */
  readonly title: string;
  /** For each series how high to draw it, and in words. */
  readonly heights: readonly number[];
  readonly words: readonly string[];
  /** What the series come to together: a line, and the last words of the tooltip. */
  readonly summary?: { readonly name: string; readonly height: number; readonly value: string };
}

export interface ColumnsChartProps {
  readonly label: string;
  readonly series: readonly Series[];
  readonly points: readonly ColumnPoint[];
  /** Of the amounts beside the axis; undefined where it counts. */
  readonly currency?: string;
}

/** Columns over time, stacked; what was taken back hangs below the axis. */
export default function ColumnsChart({ label, series, points, currency }: ColumnsChartProps) {
  const id = useId();
  const locale = useLocale();
  const ticks = ticksOf(series, points, currency === undefined);
  const names = new Map(points.map((point) => [point.key, point.tick]));
  const fills: Readonly<Record<SeriesLook, string>> = {
    "1": "var(--series-1)",
    "2": `url(#${id}-striped)`,
    "3": `url(#${id}-dotted)`,
  };
  return (
    <ComposedChart
      className="chart"
      responsive
      data={points}
      stackOffset="sign"
      barCategoryGap={points.length > 120 ? 0 : "18%"}
      maxBarSize={56}
      // Half of the last date is to the right of its column.
      margin={{ top: 8, right: 28, bottom: 0, left: 0 }}
      aria-label={label}
    >
      <Hatches prefix={id} />
      <CartesianGrid {...grid} vertical={false} />
      <XAxis
        dataKey="key"
        tickFormatter={(key: string) => names.get(key) ?? ""}
        minTickGap={24}
        tick={tick}
        axisLine={false}
        tickLine={false}
      />
      <YAxis
        width={60}
        ticks={ticks}
        domain={[ticks[0] ?? 0, ticks.at(-1) ?? 0]}
        tickFormatter={currency === undefined ? createFormatTick(locale) : createMoneyTick(locale, currency)}
        tick={tick}
        axisLine={false}
        tickLine={false}
      />
      <Tooltip
        isAnimationActive={false}
        cursor={cursor}
        content={({ active, payload }) => active && tooltipOf(payload[0]?.payload as ColumnPoint, series)}
      />
      {barsOf(series, points.length, fills)}
      <ReferenceLine y={0} {...line} />
      {netOf(points)}
    </ComposedChart>
  );
}

const barsOf = (series: readonly Series[], count: number, fills: Readonly<Record<SeriesLook, string>>) =>
  series.map(({ look, name }, index) => (
    <Bar
      key={look}
      name={name}
      stackId="all"
      dataKey={(point: ColumnPoint) => signed(look, point.heights[index])}
      isAnimationActive={false}
      fill={fills[look]}
      stroke={`var(--series-${look})`}
      strokeWidth={count > 120 ? 0 : 1}
    />
  ));

const signed = (look: SeriesLook, height = 0): number => (look === "3" ? -height : height);

/** What the series come to together, as a line. */
function netOf(points: readonly ColumnPoint[]) {
  const name = points[0]?.summary?.name;
  if (name === undefined) return null;
  return (
    <Line
      name={name}
      dataKey={({ summary }: ColumnPoint) => summary?.height}
      isAnimationActive={false}
      stroke="var(--ink)"
      strokeWidth={1.5}
      dot={points.length > 60 ? false : { r: 2, fill: "var(--ink)" }}
      activeDot={false}
    />
  );
}

/** Round numbers for the axis, from the highest column to the deepest. */
function ticksOf(series: readonly Series[], points: readonly ColumnPoint[], wholeNumbers: boolean) {
  const sumOf = ({ heights }: ColumnPoint, isBelow: boolean): number =>
    series.reduce(
      (sum, { look }, index) => sum + ((look === "3") === isBelow ? (heights[index] ?? 0) : 0),
      0,
    );
  const highest = Math.max(
    0,
    ...points.flatMap((point) => [sumOf(point, false), point.summary?.height ?? 0]),
  );
  const deepest = Math.max(
    0,
    ...points.flatMap((point) => [sumOf(point, true), -(point.summary?.height ?? 0)]),
  );
  return roundTicks(-deepest, highest, wholeNumbers ? 1 : 0);
}

function tooltipOf(point: ColumnPoint | undefined, series: readonly Series[]) {
  if (point === undefined) return null;
  const lines = series.map(({ name, look }, index) => ({ name, look, value: point.words[index] ?? "" }));
  const all =
    point.summary === undefined
      ? lines
      : [...lines, { name: point.summary.name, value: point.summary.value, look: "net" }];
  return <ChartTooltip title={point.title} lines={all} />;
}
