import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { DataTable, type Column } from "../../components/data-table.js";
import { Loading, Notice } from "../../components/notices.js";
import { ProblemMessage } from "../../components/problem-message.js";
import { diffQuery, type UserDiff } from "./user-queries.js";

export interface StoredPanelProps {
  readonly userId: string;
  onRepair(): void;
}

/** What is stored of the user, compared with the events. */
export function StoredPanel({ userId, onRepair }: StoredPanelProps) {
  const t = useTranslations("support");
  const { data: diff, error, refetch, isFetching } = useQuery(diffQuery(userId));
  return (
    <section className="panel stored" aria-labelledby="stored-title">
      <div className="stored-head">
        <h2 id="stored-title">{t("stored.title")}</h2>
        {diff === undefined ? null : <Verdict diff={diff} />}
        <div className="stored-actions">
          {diff?.state === "drifted" ? (
            <button type="button" className="button button-primary" onClick={onRepair}>
              {t("stored.repair")}
            </button>
          ) : null}
          <button type="button" className="button" disabled={isFetching} onClick={() => void refetch()}>
            {t("stored.again")}
          </button>
        </div>
      </div>
      {error === null ? null : <ProblemMessage error={error} onRetry={refetch} />}
      {diff === undefined ? (
        error === null ? (
          <Loading what={t("comparing")} />
        ) : null
      ) : (
        <Findings diff={diff} />
      )}
    </section>
  );
}

function Verdict({ diff: { state, behindBy, differenceCount, revision } }: { readonly diff: UserDiff }) {
  const t = useTranslations("support.stored");
  return (
    <p className="verdict" role="status">
      {state === "in_step" ? (
        <>
          <span className="tag tag-ok">{t("matches")}</span>
          <span className="verdict-words">{revision === null ? t("noEvents") : t("upTo", { revision })}</span>
        </>
      ) : state === "behind" ? (
        <>
          <span className="tag tag-warning">{t("behind", { count: behindBy })}</span>
          <span className="verdict-words">{t("correct")}</span>
        </>
      ) : (
        <>
          <span className="tag tag-danger">{t("differs")}</span>
          <span className="verdict-words">{t("fields", { count: differenceCount })}</span>
        </>
      )}
    </p>
  );
}

function Findings({ diff }: { readonly diff: UserDiff }) {
  const { foldedTo, revision, differences, differenceCount, heldBack, heldBackReason } = diff;
  const t = useTranslations("support.stored");
  const columns = useColumns();
  const isInStep = diff.state === "in_step";
  return (
    <>
      {heldBack ? (
        <Notice tone="warning" title={t("heldBack")}>
          <p>
            {heldBackReason === undefined ? t("unreadable") : <span lang="en">{heldBackReason}</span>}{" "}
            {t("waits")}
          </p>
        </Notice>
      ) : null}
      {isInStep ? null : (
        <dl className="facts">
          <Folded name={t("ownership")} to={foldedTo.ownership} />
          <Folded name={t("history")} to={foldedTo.history} />
          <Folded name={t("last")} to={revision} />
        </dl>
      )}
      {differences.length === 0 ? null : (
        <DataTable
          caption={
            differences.length < differenceCount
              ? t("first", { shown: differences.length, total: differenceCount })
              : t("differences")
          }
          showCaption
          columns={columns}
          rows={differences}
          rowKey={({ path }) => path}
        />
      )}
    </>
  );
}

function Folded({ name, to }: { readonly name: string; readonly to: number | null }) {
  const nothing = useTranslations("support")("nothing");
  return (
    <div>
      <dt>{name}</dt>
      <dd>{to === null ? <span className="unknown">{nothing}</span> : `#${to}`}</dd>
    </div>
  );
}

type Difference = UserDiff["differences"][number];

function useColumns(): readonly Column<Difference>[] {
  const t = useTranslations("support.stored");
  return [
    { key: "path", header: t("field"), isRowHeader: true, cell: ({ path }) => <code>{path}</code> },
    {
      key: "stored",
      header: t("stored"),
      cell: ({ stored }) => <Value value={stored} className="value value-stored" />,
    },
    {
      key: "expected",
      header: t("expected"),
      cell: ({ expected }) => <Value value={expected} className="value value-expected" />,
    },
  ];
}

/** A value as it is stored; the API tells what is not there as null. */
export function Value({
  value,
  className = "value",
}: {
  readonly value: unknown;
  readonly className?: string;
}) {
  const nothing = useTranslations("support")("nothing");
  if (value === null) return <span className="unknown">{nothing}</span>;
  return <code className={className}>{JSON.stringify(value, null, 1)}</code>;
}
