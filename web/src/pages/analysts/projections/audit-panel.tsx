import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { DataTable, Nothing } from "../../../components/data-table.js";
import { Instant } from "../../../components/instant.js";
import { Empty } from "../../../components/notices.js";
import { useBucketWords } from "../analytics/bucket-words.js";
import type { Target } from "./jobs.js";
import type { AuditEntry } from "./queries.js";
import { UserName } from "./user-name.js";

const shownAtFirst = 8;

interface AuditPanelProps {
  readonly entries: readonly AuditEntry[];
  /** Whether there are entries before these. */
  readonly hasOlder: boolean;
  readonly isLoading: boolean;
  readonly onOlder: () => void;
}

/** Who has done what to the projections. */
export function AuditPanel({ entries, hasOlder, isLoading, onOlder }: AuditPanelProps) {
  const t = useTranslations("projections");
  const [isWhole, setIsWhole] = useState(false);
  return (
    <section className="panel" aria-labelledby="audit-title">
      <h2 id="audit-title">{t("audit.title")}</h2>
      {entries.length === 0 ? (
        <Empty title={t("audit.empty")}>
          <p>{t("audit.what")}</p>
        </Empty>
      ) : (
        <DataTable
          caption={t("audit.caption")}
          columns={[
            {
              key: "what",
              header: t("audit.action"),
              isRowHeader: true,
              cell: ({ action, details, run }) => (
                <>
                  {t(`audit.actions.${action}`)}{" "}
                  <span className="audit-about">
                    <About details={details} />
                  </span>
                  {run === null ? null : <Run run={run} />}
                </>
              ),
            },
            { key: "by", header: t("audit.by"), cell: ({ operator }) => operator },
            {
              key: "reason",
              header: t("audit.reason"),
              cell: ({ reason }) => (reason === "" ? <Nothing /> : reason),
            },
            { key: "at", header: t("audit.when"), cell: ({ at }) => <Instant at={at} seconds /> },
          ]}
          rows={isWhole ? entries : entries.slice(0, shownAtFirst)}
          rowKey={({ number }) => number}
        />
      )}
      {isWhole || entries.length <= shownAtFirst ? null : (
        <button type="button" className="button" onClick={() => setIsWhole(true)}>
          {hasOlder ? t("audit.more") : t("showAll", { count: entries.length })}
        </button>
      )}
      {isWhole && hasOlder ? (
        <button type="button" className="button" disabled={isLoading} onClick={onOlder}>
          {isLoading ? t("audit.loading") : t("audit.more")}
        </button>
      ) : null}
    </section>
  );
}

/** What became of something long: it may have failed, or never have come to its end. */
function Run({ run }: { readonly run: NonNullable<AuditEntry["run"]> }) {
  const t = useTranslations("projections");
  const { state, startedAt, error, host } = run;
  const values = {
    started: () => <Instant at={startedAt} seconds />,
    error: error ?? "",
    host: host ?? "",
  };
  return <div className="soft">{t.rich(`audit.run.${state}`, values)}</div>;
}

/** What an action was about, in those that say so: the details are each action's own. */
function About({ details }: { readonly details: AuditEntry["details"] }) {
  const t = useTranslations("projections");
  const { list } = useFormatter();
  const { title } = useBucketWords("month");
  const { projections, users, user, month, clean } = details;
  if (Array.isArray(projections))
    return list(projections.map((name) => t(`targets.${String(name) as Target}`)));
  if (Array.isArray(users))
    return list(users.map((each) => <UserName key={String(each)} userId={String(each)} />));
  if (typeof user === "string") return <UserName userId={user} />;
  if (typeof month === "string") return title(`${month}-01`);
  return typeof clean === "boolean" ? t(clean ? "clean" : "drifted") : null;
}
