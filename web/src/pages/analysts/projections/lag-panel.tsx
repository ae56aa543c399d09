import { lazy, Suspense, useState } from "react";
import { DataTable } from "../../../components/data-table.js";
import { Instant } from "../../../components/instant.js";
import { formatCount } from "../../../components/money.js";
import { Loading, Notice } from "../../../components/notices.js";
import { formatDuration } from "./durations.js";
import { rememberedMs, type LagSample, type Projector, type Status } from "./queries.js";
import "../charts/charts.css";

const LagChart = lazy(() => import("../charts/lag-chart.js"));

interface StateWords {
  readonly name: string;
  readonly tone: "ok" | "info" | "warning" | "danger";
  readonly meaning: string;
}

const states: Readonly<Record<Projector["state"], StateWords>> = {
  live: { name: "Live", tone: "ok", meaning: "Folds each event as it arrives." },
  catching_up: { name: "Catching up", tone: "info", meaning: "Folding the backlog." },
  waiting: { name: "Waiting", tone: "warning", meaning: "A store is unavailable; retrying." },
  stopped: { name: "Stopped", tone: "danger", meaning: "Stopped until the problem is resolved." },
};

const knownOr = (count: number | null): string => (count === null ? "unknown" : formatCount(count));

/** The projector: what it is doing, and how far it is behind the log, as it happens. */
export function LagPanel({ status, samples }: { status: Status; samples: readonly LagSample[] }) {
  const { projector } = status;
  const { name, tone, meaning } = states[projector.state];
  return (
    <section className="panel lag" aria-labelledby="lag-title">
      <div className="panel-head">
        <h2 id="lag-title">Projector</h2>
        <span className={`tag tag-${tone}`} role="status">
          {name}
        </span>
      </div>
      <p className="fine soft">{meaning}</p>
      {projector.lastError === null ? null : (
        <Notice tone={projector.state === "live" ? "info" : "warning"} title="Last error">
          <p>{projector.lastError.message}</p>
          <p className="fine">
            <code>{projector.lastError.code}</code> · <Instant at={projector.lastError.at} seconds />
          </p>
        </Notice>
      )}
      <dl className="facts figures">
        <div>
          <dt>Lag</dt>
          <dd>
            {projector.lagEvents === null
              ? "unknown"
              : `${formatCount(projector.lagEvents)} ${projector.lagEvents === 1 ? "event" : "events"}`}
          </dd>
        </div>
        <div>
          <dt>Behind</dt>
          <dd>{formatDuration(projector.lagSeconds)}</dd>
        </div>
        <div>
          <dt>Folding</dt>
          <dd>{formatCount(Math.round(projector.eventsPerSecond))}/s</dd>
        </div>
      </dl>
      <LagCharts samples={samples} />
      <Places status={status} />
    </section>
  );
}

/** Where the projector and the log stand. */
function Places({ status: { projector, eventStore, readModel } }: { readonly status: Status }) {
  return (
    <dl className="facts">
      <div>
        <dt>Position</dt>
        <dd>
          event {formatCount(projector.eventCount)} <Place at={projector.position} />
        </dd>
      </div>
      <div>
        <dt>Head of the log</dt>
        <dd>
          event {knownOr(eventStore.eventCount)} <Place at={projector.head} />{" "}
          {projector.position === projector.head ? <span className="tag tag-ok">reached</span> : null}
        </dd>
      </div>
      <div>
        <dt>Log</dt>
        <dd>{eventStore.kind}</dd>
      </div>
      <div>
        <dt>Read models</dt>
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
  const [isTable, setIsTable] = useState(false);
  const minutes = rememberedMs / 60_000;
  return (
    <div className="lag-charts">
      <div className="panel-head">
        <h3>The last {minutes} minutes</h3>
        <button
          type="button"
          className="button button-small"
          aria-pressed={isTable}
          aria-label="Lag as a table"
          onClick={() => setIsTable(!isTable)}
        >
          Table
        </button>
      </div>
      {isTable ? <LagTable samples={samples} /> : <LagDrawings samples={samples} />}
    </div>
  );
}

function LagDrawings({ samples }: { readonly samples: readonly LagSample[] }) {
  const events = samples.map(({ at, events: value }) => ({ at, value }));
  const seconds = samples.map(({ at, seconds: value }) => ({ at, value }));
  return (
    <Suspense
      fallback={
        <div className="chart-space">
          <Loading what="Drawing…" />
        </div>
      }
    >
      <div className="lag-drawings">
        <figure>
          <figcaption>Events behind</figcaption>
          <LagChart
            label="Events behind"
            points={events}
            spanMs={rememberedMs}
            look="1"
            format={formatCount}
          />
        </figure>
        <figure>
          <figcaption>Seconds behind</figcaption>
          <LagChart
            label="Seconds behind"
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
  return (
    <div className="figure-table" tabIndex={0} role="region" aria-label="Lag: table">
      <DataTable
        caption="Lag, newest first"
        columns={[
          {
            key: "at",
            header: "Time",
            isRowHeader: true,
            cell: ({ at }) => <Instant at={new Date(at).toISOString()} seconds />,
          },
          { key: "events", header: "Events", align: "end", cell: ({ events }) => knownOr(events) },
          { key: "seconds", header: "Seconds", align: "end", cell: ({ seconds }) => formatCount(seconds) },
        ]}
        rows={samples.toReversed()}
        rowKey={({ at }) => at}
      />
    </div>
  );
}
