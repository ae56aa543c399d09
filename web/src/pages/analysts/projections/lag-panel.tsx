import { lazy, Suspense, useState } from "react";
import { useTranslations } from "use-intl";
import { DataTable } from "../../../components/data-table.js";
import { FoldingPanel } from "../../../components/folding-panel.js";
import { Instant } from "../../../components/instant.js";
import { formatCount } from "../../../components/money.js";
import { Loading, Notice, type Tone } from "../../../components/notices.js";
import { useFormatDuration } from "./durations.js";
import { rememberedMs, type LagSample, type Projector, type Status } from "./queries.js";
import "../charts/charts.css";

const LagChart = lazy(() => import("../charts/lag-chart.js"));

const tones = {
  live: "ok",
  catching_up: "info",
  waiting: "warning",
  stopped: "danger",
} as const satisfies Record<Projector["state"], Tone>;

/** The projector: what it is doing, and how far it is behind the log, as it happens. */
export function LagPanel({ status, samples }: { status: Status; samples: readonly LagSample[] }) {
  const t = useTranslations("projections.projector");
  const { projector } = status;
  const { state, lastError, lagEvents } = projector;
  return (
    <FoldingPanel
      id="lag-title"
      title={t("title")}
      className="lag"
      isOpenAtFirst={state !== "live" || lastError !== null}
      state={
        <span className={`tag tag-${tones[state]}`} role="status">
          {t(`states.${state}.name`)}
        </span>
      }
      line={lagEvents === null ? undefined : t("line", { count: lagEvents })}
    >
      <p className="fine soft">{t(`states.${state}.meaning`)}</p>
      {lastError === null ? null : (
        <Notice tone={state === "live" ? "info" : "warning"} title={t("lastError")}>
          <p lang="en">{lastError.message}</p>
          <p className="fine">
            <code>{lastError.code}</code> · <Instant at={lastError.at} seconds />
          </p>
        </Notice>
      )}
      <LagFigures projector={projector} />
      <LagCharts samples={samples} />
      <Places status={status} />
    </FoldingPanel>
  );
}

function LagFigures({
  projector: { lagEvents, lagSeconds, eventsPerSecond },
}: {
  readonly projector: Projector;
}) {
  const t = useTranslations("projections");
  const formatDuration = useFormatDuration();
  return (
    <dl className="facts figures">
      <div>
        <dt>{t("projector.lag")}</dt>
        <dd>{lagEvents === null ? t("unknown") : t("events", { count: lagEvents })}</dd>
      </div>
      <div>
        <dt>{t("projector.behind")}</dt>
        <dd>{formatDuration(lagSeconds)}</dd>
      </div>
      <div>
        <dt>{t("projector.folding")}</dt>
        <dd>{t("projector.perSecond", { count: Math.round(eventsPerSecond) })}</dd>
      </div>
    </dl>
  );
}

/** Where the projector and the log stand. */
function Places({ status: { projector, eventStore, readModel } }: { readonly status: Status }) {
  const t = useTranslations("projections.projector");
  const unknown = useTranslations("projections")("unknown");
  const { eventCount } = eventStore;
  return (
    <dl className="facts">
      <div>
        <dt>{t("position")}</dt>
        <dd>
          {t("event", { number: formatCount(projector.eventCount) })} <Place at={projector.position} />
        </dd>
      </div>
      <div>
        <dt>{t("head")}</dt>
        <dd>
          {t("event", { number: eventCount === null ? unknown : formatCount(eventCount) })}{" "}
          <Place at={projector.head} />{" "}
          {projector.position === projector.head ? <span className="tag tag-ok">{t("reached")}</span> : null}
        </dd>
      </div>
      <div>
        <dt>{t("log")}</dt>
        <dd>{eventStore.kind}</dd>
      </div>
      <div>
        <dt>{t("readModels")}</dt>
        <dd>{readModel.kind}</dd>
      </div>
    </dl>
  );
}

/** The log's own name of a place in it, which is opaque: of use to compare. */
function Place({ at }: { readonly at: string | null }) {
  return at === null ? null : <code className="fine soft">({at})</code>;
}

function LagCharts({ samples }: { readonly samples: readonly LagSample[] }) {
  const t = useTranslations("projections");
  const [isTable, setIsTable] = useState(false);
  const minutes = rememberedMs / 60_000;
  return (
    <div className="lag-charts">
      <div className="panel-head">
        <h3>{t("projector.lastMinutes", { minutes })}</h3>
        <button
          type="button"
          className="button button-small"
          aria-pressed={isTable}
          aria-label={t("projector.asTable")}
          onClick={() => setIsTable(!isTable)}
        >
          {t("table")}
        </button>
      </div>
      {isTable ? <LagTable samples={samples} /> : <LagDrawings samples={samples} />}
    </div>
  );
}

function LagDrawings({ samples }: { readonly samples: readonly LagSample[] }) {
  const t = useTranslations("projections.projector");
  const formatDuration = useFormatDuration();
  const events = samples.map(({ at, events: value }) => ({ at, value }));
  const seconds = samples.map(({ at, seconds: value }) => ({ at, value }));
  return (
    <Suspense
      fallback={
        <div className="chart-space">
          <Loading what={t("drawing")} />
        </div>
      }
    >
      <div className="lag-drawings">
        <figure>
          <figcaption>{t("eventsBehind")}</figcaption>
          <LagChart
            label={t("eventsBehind")}
            points={events}
            spanMs={rememberedMs}
            look="1"
            format={formatCount}
          />
        </figure>
        <figure>
          <figcaption>{t("secondsBehind")}</figcaption>
          <LagChart
            label={t("secondsBehind")}
            points={seconds}
            spanMs={rememberedMs}
            look="2"
            format={formatDuration}
          />
        </figure>
      </div>
    </Suspense>
  );
}

function LagTable({ samples }: { readonly samples: readonly LagSample[] }) {
  const t = useTranslations("projections.projector");
  const unknown = useTranslations("projections")("unknown");
  return (
    <div className="figure-table" tabIndex={0} role="region" aria-label={t("tableLabel")}>
      <DataTable
        caption={t("tableCaption")}
        columns={[
          {
            key: "at",
            header: t("time"),
            isRowHeader: true,
            cell: ({ at }) => <Instant at={new Date(at).toISOString()} seconds />,
          },
          {
            key: "events",
            header: t("events"),
            align: "end",
            cell: ({ events }) => (events === null ? unknown : formatCount(events)),
          },
          { key: "seconds", header: t("seconds"), align: "end", cell: ({ seconds }) => formatCount(seconds) },
        ]}
        rows={samples.toReversed()}
        rowKey={({ at }) => at}
      />
    </div>
  );
}
