import { useFormatter, useTranslations } from "use-intl";
import { DataTable } from "../../../components/data-table.js";
import { Instant } from "../../../components/instant.js";
import { Notice, type Tone } from "../../../components/notices.js";
import { useBucketWords } from "../analytics/bucket-words.js";
import type { ClosingJob } from "./queries.js";

type State = Exclude<ClosingJob["state"], "running">;
type Report = NonNullable<ClosingJob["report"]>;

const tones = {
  closed: "ok",
  unchanged: "ok",
  changed: "danger",
  cancelled: "warning",
  failed: "danger",
} as const satisfies Record<State, Tone>;

/** What came of closing a month, or of counting a closed one again, and what proves it. */
export function ClosingOutcome({ job }: { readonly job: ClosingJob }) {
  const { month, state, report, error, endedAt } = job;
  const t = useTranslations("closings");
  const { title: nameOf } = useBucketWords("month");
  if (state === "running") return null;
  return (
    <Notice tone={tones[state]} title={t(`states.${state}`, { month: nameOf(`${month}-01`) })}>
      {error === null ? null : <p lang="en">{error.message}</p>}
      {state === "changed" ? <p>{t("changedText")}</p> : null}
      {report === null ? null : <Proof report={report} countedAt={endedAt} />}
    </Notice>
  );
}

function Proof({
  report: { closing, differences },
  countedAt,
}: {
  readonly report: Report;
  readonly countedAt: string | null;
}) {
  const t = useTranslations("closings");
  const { number } = useFormatter();
  const nameOf = ({ part, currency, figure }: Report["differences"][number]): string =>
    figure === null
      ? t(`parts.${part}`)
      : t("figureOf", {
          part: t(`parts.${part}`),
          currency: currency ?? t("withoutPrice"),
          figure: t(`figures.${figure}`),
        });
  return (
    <>
      {differences.length === 0 ? null : (
        <DataTable
          caption={t("differences")}
          columns={[
            { key: "what", header: t("what"), isRowHeader: true, cell: nameOf },
            { key: "closed", header: t("closedWith"), align: "end", cell: ({ closed }) => closed },
            { key: "now", header: t("now"), align: "end", cell: ({ now }) => now },
          ]}
          rows={differences}
          rowKey={({ what }) => what}
        />
      )}
      <dl className="proof-facts">
        <div>
          <dt>{t("counted")}</dt>
          <dd>
            {t("upToEvent", { count: closing.events })} · <Instant at={countedAt} seconds />
          </dd>
        </div>
        <div>
          <dt>{t("lastEvent")}</dt>
          <dd>{closing.eventId === null ? number(0) : <code>{closing.eventId}</code>}</dd>
        </div>
        <div>
          <dt>{t("hash")}</dt>
          <dd>
            <code>{closing.hash}</code>
          </dd>
        </div>
      </dl>
    </>
  );
}
