import { useQuery } from "@tanstack/react-query";
import { DataTable } from "../../../components/data-table.js";
import { Instant } from "../../../components/instant.js";
import { countOf, formatCount } from "../../../components/money.js";
import { Loading, type Tone } from "../../../components/notices.js";
import { ProblemMessage } from "../../../components/problem-message.js";
import { consistencyQuery, type Consistency } from "../consistency/query.js";
import { toneOf, useConsistencyWords } from "../consistency/words.js";
import { DriftedUsers } from "./drifted-users.js";
import type { SamplerStatus } from "./queries.js";

const signs: Readonly<Record<Tone, string>> = { ok: "✓", info: "–", warning: "!", danger: "✕" };

/** The first thing to see: the worst that is known of the projections, as of when, and what it rests on. */
export function HeadlinePanel({ sampler }: { readonly sampler: SamplerStatus }) {
  const words = useConsistencyWords();
  const { data, error, refetch } = useQuery(consistencyQuery);
  if (data === undefined)
    return error === null ? <Loading /> : <ProblemMessage error={error} onRetry={refetch} />;
  const tone = toneOf[data.state];
  return (
    <section className={`panel headline-panel tone-${tone}`} aria-labelledby="headline-title">
      <div className="headline-verdict">
        <span className="headline-sign" aria-hidden="true">
          {signs[tone]}
        </span>
        <div>
          <h2 id="headline-title">
            <span className="visually-hidden">Consistency: </span>
            <span role="status">{words.state(data.state)}</span>
          </h2>
          <Summary consistency={data} />
        </div>
      </div>
      <Totals sampler={sampler} />
      <details open={tone === "danger" || tone === "warning"}>
        <summary>What this is based on</summary>
        <Findings consistency={data} />
        <WalkProgress sampler={sampler} />
      </details>
      <DriftedUsers sampler={sampler} />
    </section>
  );
}

function Summary({ consistency: { findings, verification } }: { readonly consistency: Consistency }) {
  const words = useConsistencyWords();
  const [worst] = findings;
  if (worst === undefined) return null;
  return (
    <p className="soft">
      {words.finding(worst, verification)}
      {worst.at === null ? null : (
        <>
          {" · "}
          <Instant at={worst.at} seconds />
        </>
      )}
    </p>
  );
}

function Findings({ consistency: { findings, verification } }: { readonly consistency: Consistency }) {
  const words = useConsistencyWords();
  return (
    <DataTable
      caption="Findings, worst first"
      columns={[
        {
          key: "source",
          header: "Source",
          isRowHeader: true,
          cell: ({ source }) => words.source(source),
        },
        {
          key: "finding",
          header: "Finding",
          cell: (finding) => (
            <span className={`finding finding-${toneOf[finding.state]}`}>
              {words.finding(finding, verification)}
            </span>
          ),
        },
        { key: "at", header: "As of", cell: ({ at }) => <Instant at={at} unknown="never" seconds /> },
      ]}
      rows={findings}
      rowKey={({ source, message }) => `${source} ${message ?? ""}`}
    />
  );
}

/** Only whole walks are totals. */
function Totals({ sampler: { totals } }: { readonly sampler: SamplerStatus }) {
  if (totals === null) return null;
  return (
    <dl className="facts figures" aria-label="Totals of the last background check">
      <div>
        <dt>Items owned</dt>
        <dd>{formatCount(totals.ownership)}</dd>
      </div>
      <div>
        <dt>Unrevoked in history</dt>
        <dd>{formatCount(totals.history)}</dd>
      </div>
      <div className={totals.discrepancy === 0 ? undefined : "figure-bad"}>
        <dt>Discrepancy</dt>
        <dd>{formatCount(totals.discrepancy)}</dd>
      </div>
      <div>
        <dt>Counted</dt>
        <dd className="figure-small">
          <Instant at={totals.countedAt} seconds />
        </dd>
      </div>
    </dl>
  );
}

const percent = new Intl.NumberFormat(undefined, { style: "percent" });

function WalkProgress({ sampler }: { readonly sampler: SamplerStatus }) {
  const { cpuPercent, walk } = sampler;
  if (cpuPercent === 0)
    return (
      <p className="fine soft">
        The background check is off (<code>SAMPLE_CPU_PERCENT=0</code>).
      </p>
    );
  return (
    <p className="fine soft">
      Background check: {percent.format(walk.share)}, {countOf(walk.users, "user")}
      {walk.endsAt === null ? null : (
        <>
          , full round about <Instant at={walk.endsAt} />
        </>
      )}
      {" · "}up to {cpuPercent} % of a core
    </p>
  );
}
