import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { DataTable, type Column } from "../../components/data-table.js";
import { Instant } from "../../components/instant.js";
import { ProblemMessage } from "../../components/problem-message.js";
import { ItemName } from "./item-name.js";
import { skippedQuery, type Skipped } from "./user-queries.js";

/** What imports left out of the user's purchases: "my old course is gone". Nothing where nothing was skipped. */
export function SkippedPanel({ userId }: { readonly userId: string }) {
  const t = useTranslations("skipped");
  const columns = useColumns();
  const { data, error, refetch } = useQuery(skippedQuery(userId));
  if (error !== null && data === undefined) return <ProblemMessage error={error} onRetry={refetch} />;
  if (data === undefined || data.skipped.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="skipped-title">
      <h2 id="skipped-title">{t("title")}</h2>
      <p className="fine soft">{t("lead")}</p>
      <DataTable
        caption={t("caption")}
        columns={columns}
        rows={data.skipped}
        rowKey={(skipped) => data.skipped.indexOf(skipped)}
      />
    </section>
  );
}

function useColumns(): readonly Column<Skipped>[] {
  const kinds = useTranslations("kinds");
  const t = useTranslations("skipped");
  return [
    {
      key: "item",
      header: t("item"),
      isRowHeader: true,
      cell: ({ title, itemId, kind, owned }) => (
        <>
          {itemId === null ? (
            <span className="unknown">{t("unknownItem")}</span>
          ) : (
            <ItemName title={title} itemId={itemId} />
          )}{" "}
          {kind === null ? null : <span className="tag">{kinds(kind)}</span>}{" "}
          {owned ? <span className="tag tag-ok">{t("ownedNow")}</span> : null}
        </>
      ),
    },
    {
      key: "reason",
      header: t("reason"),
      cell: ({ reasons }) =>
        reasons.map(({ reason, message }) => (
          <div key={reason}>
            <span className="tag tag-warning">{t(`reasons.${reason}`)}</span>
            <p className="fine" lang="en">
              {message}
            </p>
          </div>
        )),
    },
    {
      key: "value",
      header: t("value"),
      // With spaces, at which the browser can break it.
      cell: ({ raw }) =>
        raw === null ? "–" : <code className="raw-value">{raw.replaceAll(',"', ', "')}</code>,
    },
    {
      key: "source",
      header: t("source"),
      cell: ({ source, skippedAt }) => (
        <>
          <code className="source-place" title={source.name}>
            {source.name.split("/").at(-1)}:{source.line}
          </code>
          <p className="fine soft">
            <Instant at={skippedAt} />
          </p>
        </>
      ),
    },
  ];
}
