import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, Navigate, useSearchParams } from "react-router";
import { useTranslations } from "use-intl";
import { DataTable, type Column } from "../../components/data-table.js";
import { Instant } from "../../components/instant.js";
import { Price } from "../../components/money.js";
import { Empty, Loading, Notice } from "../../components/notices.js";
import { Page } from "../../components/page.js";
import { ProblemMessage } from "../../components/problem-message.js";
import { userPath } from "../../shell/paths.js";
import { moreQuery, searchQuery, type Match, type SearchAnswer, type SearchGroup } from "./search-queries.js";

/** `/console/search?q=`: whatever has this ID, by kind. */
export default function SearchPage() {
  const t = useTranslations("found");
  const [parameters] = useSearchParams();
  const text = (parameters.get("q") ?? "").trim();
  return (
    <Page title={t("title")} heading={text === "" ? t("title") : t("results", { text })}>
      {text === "" ? (
        <Empty title={t("nothingAsked")}>
          <p>{t("type")}</p>
        </Empty>
      ) : (
        <Results key={text} text={text} />
      )}
    </Page>
  );
}

function Results({ text }: { readonly text: string }) {
  const t = useTranslations("found");
  const { data, error, refetch } = useQuery(searchQuery(text));
  if (data === undefined)
    return error === null ? (
      <Loading what={t("searching")} />
    ) : (
      <ProblemMessage error={error} onRetry={refetch} />
    );
  const onlyUser = userAlone(data);
  if (onlyUser !== undefined) return <Navigate to={userPath(onlyUser)} replace />;
  return (
    <>
      <ShopNotice shop={data.shop} />
      {data.groups.length === 0 ? (
        <Empty title={t("nothing")}>
          <p>{t("whole", { shop: String(data.shop === "searched") })}</p>
          {userId.test(text) ? (
            <p>
              <Link to={userPath(text)}>{t("open", { userId: text })}</Link>
            </p>
          ) : null}
        </Empty>
      ) : (
        data.groups.map((group) => <Group key={group.kind} text={text} group={group} />)
      )}
    </>
  );
}

/** What the ledger takes for a user: one who has nothing yet can be granted something. */
const userId = /^[A-Za-z0-9._:@-]{1,128}$/;

/** A user's ID, or an address that is one user's, leads to the user at once; who has bought nothing has no page. */
function userAlone({ groups }: SearchAnswer): string | undefined {
  const [match, ...others] = groups.flatMap(({ kind, matches }) =>
    matches.map((each) => ({ kind, ...each })),
  );
  return others.length === 0 && match?.kind === "user" && match.hasEvents
    ? (match.userId ?? undefined)
    : undefined;
}

function ShopNotice({ shop }: Pick<SearchAnswer, "shop">) {
  const t = useTranslations("found");
  if (shop === "unavailable") return <Notice tone="warning" title={t("shopAway")} />;
  if (shop === "no_index")
    return (
      <Notice tone="info" title={t("notSearched")}>
        <p>{t("noIndex")}</p>
      </Notice>
    );
  return null;
}

function Group({ text, group }: { readonly text: string; readonly group: SearchGroup }) {
  const t = useTranslations("found");
  const columns = useColumns();
  const { kind } = group;
  const { data, error, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(
    moreQuery(text, group),
  );
  const rows = data.pages.flatMap(({ matches }) => matches);
  const id = `found-${kind}`;
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id}>{t(`groups.${kind}`)}</h2>
      <DataTable
        caption={t(`groups.${kind}`)}
        columns={kind === "user" ? columns.ofUsers : columns.ofPurchases}
        rows={rows}
        rowKey={({ userId, purchaseId, itemKind, itemId }) =>
          [userId, purchaseId, itemKind, itemId].join(" ")
        }
        rowClass={({ revokedAt }) => (revokedAt === null ? undefined : "is-revoked")}
      />
      {error === null ? null : <ProblemMessage error={error} />}
      {hasNextPage ? (
        <button
          type="button"
          className="button"
          disabled={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {t("more")}
        </button>
      ) : null}
    </section>
  );
}

function useColumns(): Readonly<Record<"ofUsers" | "ofPurchases", readonly Column<Match>[]>> {
  const t = useTranslations("found");
  const unknown = useTranslations("support")("unknown");
  const user = (match: Match) => <User match={match} />;
  return {
    ofUsers: [
      { key: "user", header: t("user"), isRowHeader: true, cell: user },
      { key: "email", header: t("email"), cell: ({ email }) => email ?? "–" },
    ],
    ofPurchases: [
      { key: "item", header: t("item"), isRowHeader: true, cell: (match) => <Item match={match} /> },
      { key: "user", header: t("user"), cell: user },
      { key: "date", header: t("date"), cell: ({ date }) => <Instant at={date} unknown={unknown} /> },
      {
        key: "price",
        header: t("price"),
        align: "end",
        cell: ({ amountMinor, currency }) => <Price amountMinor={amountMinor} currency={currency} />,
      },
      { key: "order", header: t("order"), cell: ({ orderId }) => <Id value={orderId} /> },
      { key: "payment", header: t("payment"), cell: ({ paymentId }) => <Id value={paymentId} /> },
    ],
  };
}

const Id = ({ value }: { readonly value: string | null }) => (value === null ? "–" : <code>{value}</code>);

function Item({ match }: { readonly match: Match }) {
  const { userId, title, itemId, itemKind, revokedAt } = match;
  const { refundsWaiting, disputesWaiting, waitingBecause } = match;
  const t = useTranslations();
  const isWaited = userId === null;
  const waiting = [
    ...(refundsWaiting > 0 ? [t(isWaited ? "found.refundWaiting" : "found.refundNotApplied")] : []),
    ...(disputesWaiting > 0 ? [t(isWaited ? "found.disputeWaiting" : "found.disputeNotApplied")] : []),
    ...(refundsWaiting + disputesWaiting === 0 && waitingBecause !== null ? [t("found.reportsUnread")] : []),
  ];
  if (isWaited) return waiting.join(", ");
  return (
    <span className="tags">
      {title ?? <code>{itemId}</code>}{" "}
      {itemKind === null ? null : <span className="tag">{t(`kinds.${itemKind}`)}</span>}
      {revokedAt === null ? null : <span className="tag tag-danger">{t("found.revoked")}</span>}
      {waiting.map((each) => (
        <span key={each} className="tag tag-warning">
          {each}
        </span>
      ))}
    </span>
  );
}

/** Leads to the user's page, where the purchase is marked. */
function User({ match: { userId, userName, purchaseId, hasEvents } }: { readonly match: Match }) {
  const t = useTranslations("found");
  if (userId === null) return "–";
  const name = userName === null ? <code>{userId}</code> : `${userName} (${userId})`;
  const purchase = purchaseId === null ? "" : `?purchase=${encodeURIComponent(purchaseId)}`;
  return (
    <span className="tags">
      <Link to={`${userPath(userId)}${purchase}`}>{name}</Link>
      {hasEvents ? null : <span className="tag">{t("noPurchases")}</span>}
    </span>
  );
}
