import { Area, AreaChart, CartesianGrid, Tooltip, XAxis, YAxis } from "recharts";
import { useLocale, useTranslations } from "use-intl";
import { ChartTooltip } from "./chart-tooltip.js";
import { createFormatTick, grid, line, tick } from "./axis.js";

export interface LagPoint {
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  /** Null leaves a gap. */
  readonly value: number | null;
}

export interface LagChartProps {
  readonly label: string;
  readonly points: readonly LagPoint[];
  /** The length of the axis: what is shown is the last so many milliseconds. */
  readonly spanMs: number;
  readonly look: "1" | "2";
  format(value: number): string;
}

/** One measure of the lag over the last minutes. It moves with every answer, and so without any animation. */
export default function LagChart({ label, points, spanMs, look, format }: LagChartProps) {
  const t = useTranslations("projections.projector");
  const locale = useLocale();
  const now = points.at(-1)?.at ?? 0;
  const minutes = spanMs / 60_000;
  const ticks = Array.from({ length: 6 }, (_, index) => now - (spanMs * (5 - index)) / 5);
  return (
    <AreaChart
      className="chart chart-live"
      responsive
      data={points}
      margin={{ top: 8, right: 12, bottom: 0, left: 0 }}
      aria-label={t("chart", { label, minutes })}
    >
      <CartesianGrid {...grid} vertical={false} />
      <XAxis
        dataKey="at"
        type="number"
        scale="time"
        domain={[now - spanMs, now]}
        allowDataOverflow
        ticks={ticks}
        tickFormatter={(at: number) =>
          at === now ? t("now") : t("minutesAgo", { minutes: Math.round((now - at) / 60_000) })
        }
        tick={tick}
        axisLine={line}
        tickLine={line}
      />
      <YAxis
        width={44}
        domain={[0, (most: number) => Math.max(1, most)]}
        allowDecimals={false}
        tickCount={4}
        tickFormatter={createFormatTick(locale)}
        tick={tick}
        axisLine={false}
        tickLine={false}
      />
      <Tooltip
        isAnimationActive={false}
        content={({ active, payload }) =>
          active ? <LagTooltip label={label} format={format} point={payload[0]?.payload as LagPoint} /> : null
        }
      />
      <Area
        dataKey="value"
        type="linear"
        isAnimationActive={false}
        stroke={`var(--series-${look})`}
        strokeWidth={2}
        {...(look === "2" ? { strokeDasharray: "6 3" } : {})}
        fill={`var(--series-${look})`}
        fillOpacity={0.14}
        dot={false}
      />
    </AreaChart>
  );
}

interface LagTooltipProps extends Pick<LagChartProps, "label" | "format"> {
  readonly point: LagPoint | undefined;
}

function LagTooltip({ label, format, point }: LagTooltipProps) {
  const t = useTranslations("projections.projector");
  const clock = new Intl.DateTimeFormat(useLocale(), { timeStyle: "medium" });
  if (point === undefined) return null;
  const value = point.value === null ? t("notKnown") : format(point.value);
  return <ChartTooltip title={clock.format(point.at)} lines={[{ name: label, value }]} />;
}
