import { Link, Navigate, useLocation, useSearchParams, type To } from "react-router";
import { useTranslations } from "use-intl";
import { DataTable, type Column } from "../../components/data-table.js";
import { Instant } from "../../components/instant.js";
import { Money } from "../../components/money.js";
import { Empty, Loading } from "../../components/notices.js";
import { asProblem } from "../../api/problem.js";
import { ProblemMessage } from "../../components/problem-message.js";
import { useHistoryPage, type Purchase, type Shelf } from "./purchases.js";

/** The purchases, a page at a time; which page is in the address, so that Back goes back. */
export function HistoryTable({ shelf }: { readonly shelf: Shelf }) {
  const t = useTranslations("profile");
  const columns = useColumns();
  const [query] = useSearchParams();
  const cursor = query.get("cursor");
  const { data, error, refetch, isPlaceholderData } = useHistoryPage(shelf, cursor);
  // That of another user, or of another version of the API. No request with it ever succeeds.
  const isRefused = error !== null && asProblem(error).problems.some(({ path }) => path === "cursor");
  if (isRefused) return <Navigate replace to={{ search: withCursor(query, null) }} />;
  const problem = error === null ? null : <ProblemMessage error={error} onRetry={refetch} />;
  if (data === undefined) return problem ?? <Loading what={t("loading")} />;
  if (data.purchases.length === 0 && cursor === null) {
    return (
      problem ?? (
        <Empty title={t(shelf.kind === "course" ? "noCourses" : "noTests")}>
          <p>{t("noneText")}</p>
        </Empty>
      )
    );
  }
  return (
    <section className="history" aria-busy={isPlaceholderData}>
      {problem}
      <DataTable
        caption={t(`${shelf.kind}Caption`)}
        columns={columns}
        rows={data.purchases}
        rowKey={({ purchaseId }) => purchaseId}
        rowClass={({ revokedAt }) => (revokedAt === null ? undefined : "is-revoked")}
      />
      <Pager next={data.nextCursor} />
    </section>
  );
}

function useColumns(): readonly Column<Purchase>[] {
  const t = useTranslations("profile");
  const parts = useTranslations("parts");
  return [
    {
      key: "title",
      header: t("title"),
      isRowHeader: true,
      cell: (purchase) => <Title purchase={purchase} />,
    },
    { key: "date", header: t("bought"), cell: ({ purchasedAt }) => <Instant at={purchasedAt} /> },
    {
      key: "price",
      header: t("price"),
      align: "end",
      cell: ({ amount, currency }) =>
        amount === 0 ? parts("free") : <Money amount={amount} currency={currency} />,
    },
    { key: "state", header: t("status"), cell: (purchase) => <State purchase={purchase} /> },
  ];
}

function Title({ purchase }: { readonly purchase: Purchase }) {
  const t = useTranslations("profile");
  const title = purchase.courseTitle ?? purchase.testTitle ?? null;
  const id = purchase.courseId ?? purchase.testId ?? "";
  return (
    <span className="history-title">
      {title ?? <code>{id}</code>}
      {title === null ? (
        <span className="fine unknown">{t("notInCatalogue")}</span>
      ) : (
        <code className="fine history-id">{id}</code>
      )}
    </span>
  );
}

function State({ purchase: { revokedAt, revokedReason } }: { readonly purchase: Purchase }) {
  const t = useTranslations("profile");
  const reasons = useTranslations("revokedReasons");
  if (revokedAt === null) return <span className="tag tag-ok">{t("owned")}</span>;
  return (
    <span className="history-state">
      <span className="tag tag-danger">{t("revoked")}</span>
      <span className="fine">
        <Instant at={revokedAt} />
        {revokedReason === null ? null : `, ${reasons(revokedReason)}`}
      </span>
    </span>
  );
}

/** The API knows the way onwards only; the way back is the one that was taken. */
interface PagerState {
  readonly before?: readonly (string | null)[];
}

function withCursor(query: URLSearchParams, cursor: string | null): string {
  const search = new URLSearchParams(query);
  if (cursor === null) search.delete("cursor");
  else search.set("cursor", cursor);
  return search.toString();
}

function Pager({ next }: { readonly next: string | null }) {
  const t = useTranslations("profile");
  const [query] = useSearchParams();
  const { pathname, state } = useLocation() as { pathname: string; state: PagerState | null };
  const cursor = query.get("cursor");
  const before = state?.before ?? [];
  if (cursor === null && next === null) return null;

  const to = (to: string | null): To => ({ pathname, search: withCursor(query, to) });
  return (
    <nav aria-label={t("pager")} className="pager">
      {cursor === null ? null : (
        <Link className="button" to={to(before.at(-1) ?? null)} state={{ before: before.slice(0, -1) }}>
          {t(before.length === 0 ? "newest" : "newer")}
        </Link>
      )}
      {next === null ? null : (
        <Link className="button" to={to(next)} state={{ before: [...before, cursor] }}>
          {t("older")}
        </Link>
      )}
    </nav>
  );
}
