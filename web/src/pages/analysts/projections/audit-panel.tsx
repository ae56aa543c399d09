import { useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { DataTable } from "../../../components/data-table.js";
import { Instant } from "../../../components/instant.js";
import { Empty } from "../../../components/notices.js";
import type { Target } from "./jobs.js";
import type { AuditEntry } from "./queries.js";

const shownAtFirst = 8;

/** Who has done what to the projections. */
export function AuditPanel({ entries }: { readonly entries: readonly AuditEntry[] }) {
  const t = useTranslations("projections");
  const about = useAbout();
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
              cell: ({ action, details }) => (
                <>
                  {t(`audit.actions.${action}`)} {about(details)}
                </>
              ),
            },
            { key: "by", header: t("audit.by"), cell: ({ operator }) => operator },
            {
              key: "reason",
              header: t("audit.reason"),
              cell: ({ reason }) => (reason === "" ? <span className="soft">{t("none")}</span> : reason),
            },
            { key: "at", header: t("audit.when"), cell: ({ at }) => <Instant at={at} seconds /> },
          ]}
          rows={isWhole ? entries : entries.slice(0, shownAtFirst)}
          rowKey={({ at, action }) => `${at} ${action}`}
        />
      )}
      {isWhole || entries.length <= shownAtFirst ? null : (
        <button type="button" className="button" onClick={() => setIsWhole(true)}>
          {t("showAll", { count: entries.length })}
        </button>
      )}
    </section>
  );
}

/** The details are each action's own; these say what it was about, in those that have them. */
function useAbout(): (details: AuditEntry["details"]) => string {
  const t = useTranslations("projections");
  const { list } = useFormatter();
  return ({ projections, users, clean }) => {
    if (Array.isArray(projections))
      return list(projections.map((name) => t(`targets.${String(name) as Target}`)));
    if (Array.isArray(users)) return users.map(String).join(", ");
    return typeof clean === "boolean" ? t(clean ? "clean" : "drifted") : "";
  };
}
