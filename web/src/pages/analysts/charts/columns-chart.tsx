import { useId } from "react";
import { Bar, BarChart, CartesianGrid, ReferenceLine, Tooltip, XAxis, YAxis } from "recharts";
import { useLocale } from "use-intl";
import { ChartTooltip } from "./chart-tooltip.js";
import { createFormatTick, cursor, grid, line, tick } from "./axis.js";
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
  /** What the series come to together, in the tooltip only. */
  readonly summary?: { readonly name: string; readonly value: string };
}

export interface ColumnsChartProps {
  readonly label: string;
  readonly series: readonly Series[];
  readonly points: readonly ColumnPoint[];
  /** Of the numbers beside the axis. */
  readonly wholeNumbers: boolean;
}

/** Columns over time, stacked; what was taken back hangs below the axis. */
export default function ColumnsChart({ label, series, points, wholeNumbers }: ColumnsChartProps) {
  const id = useId();
  const locale = useLocale();
  const ticks = new Map(points.map((point) => [point.key, point.tick]));
  const fills: Readonly<Record<SeriesLook, string>> = {
    "1": "var(--series-1)",
    "2": `url(#${id}-striped)`,
    "3": `url(#${id}-dotted)`,
  };
  return (
    <BarChart
      className="chart"
      responsive
      data={points}
      stackOffset="sign"
      barCategoryGap={points.length > 120 ? 0 : "18%"}
      maxBarSize={56}
      margin={{ top: 8, right: 12, bottom: 0, left: 0 }}
      aria-label={label}
    >
      <Hatches prefix={id} />
      <CartesianGrid {...grid} vertical={false} />
      <XAxis
        dataKey="key"
        tickFormatter={(key: string) => ticks.get(key) ?? ""}
        minTickGap={24}
        tick={tick}
        axisLine={false}
        tickLine={false}
      />
      <YAxis
        width={52}
        allowDecimals={!wholeNumbers}
        tickFormatter={createFormatTick(locale)}
        tick={tick}
        axisLine={false}
        tickLine={false}
      />
      <Tooltip
        isAnimationActive={false}
        cursor={cursor}
        content={({ active, payload }) => active && tooltipOf(payload[0]?.payload as ColumnPoint, series)}
      />
      {series.map(({ look, name }, index) => (
        <Bar
          key={look}
          name={name}
          stackId="all"
          dataKey={({ heights }: ColumnPoint) => (look === "3" ? -1 : 1) * (heights[index] ?? 0)}
          isAnimationActive={false}
          fill={fills[look]}
          stroke={`var(--series-${look})`}
          strokeWidth={points.length > 120 ? 0 : 1}
        />
      ))}
      <ReferenceLine y={0} {...line} />
    </BarChart>
  );
}

function tooltipOf(point: ColumnPoint | undefined, series: readonly Series[]) {
  if (point === undefined) return null;
  const lines = series.map(({ name, look }, index) => ({ name, look, value: point.words[index] ?? "" }));
  const all = point.summary === undefined ? lines : [...lines, point.summary];
  return <ChartTooltip title={point.title} lines={all} />;
}
