import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, Navigate, useSearchParams } from "react-router";
import { DataTable, type Column } from "../../components/data-table.js";
import { Instant } from "../../components/instant.js";
import { Price } from "../../components/money.js";
import { Empty, Loading, Notice } from "../../components/notices.js";
import { Page } from "../../components/page.js";
import { ProblemMessage } from "../../components/problem-message.js";
import { userPath } from "./find-user.js";
import { moreQuery, searchQuery, type Match, type SearchAnswer, type SearchGroup } from "./search-queries.js";

/** `/console/search?q=`: whatever has this ID, by kind. */
export default function SearchPage() {
  const [parameters] = useSearchParams();
  const text = (parameters.get("q") ?? "").trim();
  return (
    <Page title="Search" heading={text === "" ? "Search" : <>Results for “{text}”</>}>
      {text === "" ? (
        <Empty title="Nothing to search for">
          <p>Type an ID, a name or an e-mail address into the search field.</p>
        </Empty>
      ) : (
        <Results key={text} text={text} />
      )}
    </Page>
  );
}

function Results({ text }: { readonly text: string }) {
  const { data, error, refetch } = useQuery(searchQuery(text));
  if (data === undefined)
    return error === null ? (
      <Loading what="Searching…" />
    ) : (
      <ProblemMessage error={error} onRetry={refetch} />
    );
  const onlyUser = userAlone(data);
  if (onlyUser !== undefined) return <Navigate to={userPath(onlyUser)} replace />;
  return (
    <>
      <ShopNotice shop={data.shop} />
      {data.groups.length === 0 ? (
        <Empty title="Nothing found">
          <p>
            IDs must be whole and are case-sensitive. The search covers users, payments, purchases, orders,
            correlation IDs and items{data.shop === "searched" ? ", and names and e-mail addresses" : ""}.
          </p>
        </Empty>
      ) : (
        data.groups.map((group) => <Group key={group.kind} text={text} group={group} />)
      )}
    </>
  );
}

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
  if (shop === "unavailable")
    return (
      <Notice tone="warning" title="Names and e-mail addresses were not searched: the shop does not answer" />
    );
  if (shop === "no_index")
    return (
      <Notice tone="info" title="Names and e-mail addresses were not searched">
        <p>The shop has many users, and no index on this field.</p>
      </Notice>
    );
  return null;
}

const titles: Readonly<Record<SearchGroup["kind"], string>> = {
  user: "Users",
  payment: "Payment",
  purchase: "Purchases",
  order: "Order",
  correlation: "Correlation ID",
  item: "Buyers of this item",
};

function Group({ text, group }: { readonly text: string; readonly group: SearchGroup }) {
  const { kind } = group;
  const { data, error, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(
    moreQuery(text, group),
  );
  const rows = data.pages.flatMap(({ matches }) => matches);
  const id = `found-${kind}`;
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id}>{titles[kind]}</h2>
      <DataTable
        caption={titles[kind]}
        columns={kind === "user" ? userColumns : purchaseColumns}
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
          Show more
        </button>
      ) : null}
    </section>
  );
}

const userColumns: readonly Column<Match>[] = [
  {
    key: "user",
    header: "User",
    isRowHeader: true,
    cell: (match) => <User match={match} />,
  },
  { key: "email", header: "E-mail", cell: ({ email }) => email ?? "–" },
];

const purchaseColumns: readonly Column<Match>[] = [
  { key: "item", header: "Item", isRowHeader: true, cell: (match) => <Item match={match} /> },
  { key: "user", header: "User", cell: (match) => <User match={match} /> },
  {
    key: "date",
    header: "Date",
    cell: ({ date }) => <Instant at={date} unknown="unknown" />,
  },
  {
    key: "price",
    header: "Price",
    align: "end",
    cell: ({ amountMinor, currency }) => <Price amountMinor={amountMinor} currency={currency} />,
  },
  { key: "order", header: "Order", cell: ({ orderId }) => (orderId === null ? "–" : <code>{orderId}</code>) },
  {
    key: "payment",
    header: "Payment",
    cell: ({ paymentId }) => (paymentId === null ? "–" : <code>{paymentId}</code>),
  },
];

function Item({ match: { title, itemId, itemKind, revokedAt, refundsWaiting } }: { readonly match: Match }) {
  if (refundsWaiting > 0) return <>Refund waiting for its purchase</>;
  return (
    <span className="tags">
      {title ?? <code>{itemId}</code>} <span className="tag">{itemKind}</span>
      {revokedAt === null ? null : <span className="tag tag-danger">revoked</span>}
    </span>
  );
}

/** Leads to the user's page, where the purchase is marked. */
function User({ match: { userId, userName, purchaseId, hasEvents } }: { readonly match: Match }) {
  if (userId === null) return "–";
  const name = userName === null ? <code>{userId}</code> : `${userName} (${userId})`;
  if (!hasEvents) return <>{name} has bought nothing</>;
  const purchase = purchaseId === null ? "" : `?purchase=${encodeURIComponent(purchaseId)}`;
  return <Link to={`${userPath(userId)}${purchase}`}>{name}</Link>;
}
