import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "use-intl";
import { DataTable } from "../../../components/data-table.js";
import { Instant } from "../../../components/instant.js";
import { formatCount } from "../../../components/money.js";
import { Loading, type Tone } from "../../../components/notices.js";
import { ProblemMessage } from "../../../components/problem-message.js";
import { consistencyQuery, type Consistency } from "../consistency/query.js";
import { toneOf, useConsistencyWords } from "../consistency/words.js";
import { DriftedUsers, UsersOfCutStreams } from "./drifted-users.js";
import { secondsBetween, useFormatAge } from "./durations.js";
import type { SamplerStatus } from "./queries.js";

const signs: Readonly<Record<Tone, string>> = { ok: "✓", info: "–", warning: "!", danger: "✕" };

/** The first thing to see: the worst that is known of the projections, as of when, and what it rests on. */
export function HeadlinePanel({ sampler }: { readonly sampler: SamplerStatus }) {
  const t = useTranslations("projections.headline");
  const words = useConsistencyWords();
  const { data, dataUpdatedAt, error, refetch } = useQuery(consistencyQuery);
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
            <span className="visually-hidden">{t("title")}</span>
            <span role="status">{words.state(data.state)}</span>
          </h2>
          <Summary consistency={data} now={new Date(dataUpdatedAt)} />
        </div>
      </div>
      <Totals sampler={sampler} />
      <details open={tone === "danger" || tone === "warning"}>
        <summary>{t("basis")}</summary>
        <Findings consistency={data} />
        <WalkProgress sampler={sampler} />
      </details>
      <DriftedUsers sampler={sampler} />
      <UsersOfCutStreams sampler={sampler} />
    </section>
  );
}

interface SummaryProps {
  readonly consistency: Consistency;
  /** When the server was last asked. */
  readonly now: Date;
}

function Summary({ consistency: { findings, verification }, now }: SummaryProps) {
  const words = useConsistencyWords();
  const formatAge = useFormatAge();
  const [worst] = findings;
  if (worst === undefined) return null;
  return (
    <p className="soft">
      {words.finding(worst, verification)}
      {worst.at === null ? null : (
        <>
          {" · "}
          <Instant at={worst.at} seconds /> ({formatAge(secondsBetween(worst.at, now.toISOString()))})
        </>
      )}
    </p>
  );
}

function Findings({ consistency: { findings, verification } }: { readonly consistency: Consistency }) {
  const t = useTranslations("projections");
  const words = useConsistencyWords();
  return (
    <DataTable
      caption={t("headline.findings")}
      columns={[
        {
          key: "source",
          header: t("headline.source"),
          isRowHeader: true,
          cell: ({ source }) => words.source(source),
        },
        {
          key: "finding",
          header: t("headline.finding"),
          cell: (finding) => (
            <span className={`finding finding-${toneOf[finding.state]}`}>
              {words.finding(finding, verification)}
            </span>
          ),
        },
        {
          key: "at",
          header: t("headline.asOf"),
          cell: ({ at }) => <Instant at={at} unknown={t("never")} seconds />,
        },
      ]}
      rows={findings}
      rowKey={({ source, message }) => `${source} ${message ?? ""}`}
    />
  );
}

/** Only whole walks are totals. */
function Totals({ sampler: { totals } }: { readonly sampler: SamplerStatus }) {
  const t = useTranslations("projections.headline");
  if (totals === null) return null;
  return (
    <dl className="facts figures" aria-label={t("totals")}>
      <div>
        <dt>{t("owned")}</dt>
        <dd>{formatCount(totals.ownership)}</dd>
      </div>
      <div>
        <dt>{t("unrevoked")}</dt>
        <dd>{formatCount(totals.history)}</dd>
      </div>
      <div className={totals.discrepancy === 0 ? undefined : "figure-bad"}>
        <dt>{t("unmatched")}</dt>
        <dd>{formatCount(totals.discrepancy)}</dd>
      </div>
      <div>
        <dt>{t("counted")}</dt>
        <dd className="figure-small">
          <Instant at={totals.countedAt} seconds />
        </dd>
      </div>
    </dl>
  );
}

function WalkProgress({ sampler }: { readonly sampler: SamplerStatus }) {
  const t = useTranslations("projections.headline");
  const percent = new Intl.NumberFormat(useLocale(), { style: "percent" });
  const { cpuPercent, walk } = sampler;
  if (cpuPercent === 0)
    return <p className="fine soft">{t.rich("checkOff", { code: (name) => <code>{name}</code> })}</p>;
  return (
    <p className="fine soft">
      {t("progress", { share: percent.format(walk.share), count: walk.users })}
      {walk.endsAt === null ? null : t.rich("roundEnds", { at: () => <Instant at={walk.endsAt} /> })}
      {t("cpu", { percent: cpuPercent })}
    </p>
  );
}
