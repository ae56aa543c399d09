import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { asProblem } from "../../../api/problem.js";
import { Loading, Notice } from "../../../components/notices.js";
import { Page } from "../../../components/page.js";
import { ProblemMessage } from "../../../components/problem-message.js";
import { ClosedMonthsPanel } from "../closings/closed-months-panel.js";
import { StaleDataNotice } from "../consistency/stale-data-notice.js";
import { Filters } from "./filters.js";
import { PricesFigure } from "./prices-figure.js";
import { PurchasesFigure } from "./purchases-figure.js";
import { summaryQuery, timeseriesQuery, topItemsQuery, type Bucket } from "./queries.js";
import { intervals } from "./range.js";
import { RevenueFigure, RevenueOverTimeFigure } from "./revenue-figure.js";
import { Segments } from "./segments.js";
import { SummaryFigures } from "./summary-figures.js";
import { TooManyToCount } from "./too-many.js";
import { TopItemsFigure } from "./top-items-figure.js";
import { OutsidePanel, UndatedPanel } from "./apart-panels.js";
import { rangeProblem, useChoices, type Choices } from "./use-choices.js";
import "./analytics.css";

/** `/console/analytics`: purchases, revenue and items, without naming users. */
export default function AnalyticsPage() {
  const t = useTranslations("analytics");
  const choices = useChoices();
  return (
    <Page title={t("title")}>
      <StaleDataNotice />
      <Filters choices={choices} />
      {choices.unknownZone === undefined ? null : (
        <Notice tone="warning" title={t("unknownZone", { zone: choices.unknownZone })}>
          <p>{t("zoneInstead", { zone: choices.zone })}</p>
        </Notice>
      )}
      {rangeProblem(choices.range) === undefined ? <Figures choices={choices} /> : null}
      <ClosedMonthsPanel zone={choices.zone} />
    </Page>
  );
}

function Figures({ choices }: { readonly choices: Choices }) {
  const t = useTranslations("analytics");
  const summary = useQuery(summaryQuery(choices));
  const topItems = useQuery(topItemsQuery(choices));
  const outside = useQuery(timeseriesQuery(choices)).data?.outside;
  const span = spanOf(choices);
  if (summary.data === undefined)
    return summary.error === null ? (
      <Loading what={t("counting")} />
    ) : (
      <ProblemMessage error={summary.error} onRetry={summary.refetch} />
    );
  const { purchases, revenue, undated } = summary.data;
  return (
    <>
      {summary.error === null ? null : <ProblemMessage error={summary.error} onRetry={summary.refetch} />}
      <SummaryFigures summary={summary.data} />
      <div className="figures-grid" aria-busy={summary.isPlaceholderData}>
        <OverTime choices={choices} span={span} />
        <div className="figures-stack">
          <RevenueFigure revenue={revenue} span={span} />
          <PricesFigure purchases={purchases} span={span} />
          <UndatedPanel undated={undated} />
          {outside === undefined ? null : <OutsidePanel outside={outside} />}
        </div>
        {topItems.data === undefined ? (
          topItems.error === null ? (
            <Loading />
          ) : (
            <ProblemMessage error={topItems.error} onRetry={topItems.refetch} />
          )
        ) : (
          <TopItemsFigure
            items={topItems.data.items}
            currencies={revenue.map(({ currency }) => currency)}
            span={span}
            choices={choices}
          />
        )}
      </div>
    </>
  );
}

/** What is counted by day, week, month or year. */
function OverTime({ choices, span }: { readonly choices: Choices; readonly span: string }) {
  const t = useTranslations("analytics");
  const { interval, change } = choices;
  const { data, error, refetch, isPlaceholderData } = useQuery(timeseriesQuery(choices));
  return (
    <div className="over-time" aria-busy={isPlaceholderData}>
      <Segments
        legend={t("interval")}
        value={interval}
        options={intervals.map((each) => [each, t("by", { interval: each })] as const)}
        onChoose={(by) => change({ by })}
      />
      {error === null ? null : isTooMany(error) ? (
        <TooManyToCount interval={interval} onChoose={(by) => change({ by })} />
      ) : (
        <ProblemMessage error={error} onRetry={refetch} />
      )}
      {data === undefined && error === null ? <Loading what={t("counting")} /> : null}
      {data === undefined || error !== null ? null : (
        <>
          <PurchasesFigure buckets={data.buckets} interval={data.interval} span={span} />
          <RevenueOverTime choices={choices} span={span} buckets={data.buckets} interval={data.interval} />
        </>
      )}
    </div>
  );
}

/** The API refuses the interval, not the range. */
const isTooMany = (error: unknown): boolean =>
  asProblem(error).problems.some(({ path }) => path === "interval");

interface RevenueOverTimeProps {
  readonly choices: Choices;
  readonly buckets: readonly Bucket[];
  readonly interval: Choices["interval"];
  readonly span: string;
}

function RevenueOverTime({ choices, ...shown }: RevenueOverTimeProps) {
  const found = shown.buckets.flatMap(({ revenue }) => revenue.map(({ currency }) => currency));
  const currencies = [...new Set(found)].sort();
  const wanted = choices.currency;
  const currency = wanted !== undefined && currencies.includes(wanted) ? wanted : (currencies[0] ?? "");
  return (
    <RevenueOverTimeFigure
      {...shown}
      currencies={currencies}
      currency={currency}
      onChoose={(chosen) => choices.change({ currency: chosen })}
    />
  );
}

/** The range in a file's name. */
function spanOf({ range: { from, to } }: Choices): string {
  if (from === undefined && to === undefined) return "all-time";
  return `${from ?? "first"}-to-${to ?? "last"}`;
}
