import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useSearchParams } from "react-router";
import { CopyButton } from "../../components/copy-button.js";
import { DataTable, type Column } from "../../components/data-table.js";
import { Instant } from "../../components/instant.js";
import { formatCount, formatMinor, Price } from "../../components/money.js";
import { Empty, Loading } from "../../components/notices.js";
import { ProblemMessage } from "../../components/problem-message.js";
import { ItemName } from "./item-name.js";
import { purchasesQuery, type Purchase } from "./user-queries.js";

interface OnPurchase {
  onRevoke(purchaseId: string): void;
  onReinstate(purchaseId: string): void;
}

export interface PurchasesPanelProps extends OnPurchase {
  readonly userId: string;
}

const shownAtFirst = 10;

/** Each purchase with its order, payment and refund, and a flag where something is odd. `?purchase=` marks one. */
export function PurchasesPanel({ userId, ...onPurchase }: PurchasesPanelProps) {
  const { data, error, refetch } = useQuery(purchasesQuery(userId));
  const [showsAll, setShowsAll] = useState(false);
  const found = useSearchParams()[0].get("purchase");
  const isThere = data !== undefined;
  useEffect(() => {
    if (found !== null && isThere) document.querySelector("tr.is-found")?.scrollIntoView({ block: "center" });
  }, [found, isThere]);
  if (data === undefined)
    return error === null ? (
      <Loading what="Loading purchases…" />
    ) : (
      <ProblemMessage error={error} onRetry={refetch} />
    );
  const { purchases } = data;
  const isWhole =
    showsAll ||
    purchases.length <= shownAtFirst ||
    purchases.findIndex(({ purchaseId }) => purchaseId === found) >= shownAtFirst;
  return (
    <section className="panel" aria-labelledby="purchases-title">
      <h2 id="purchases-title" tabIndex={-1}>
        Purchases
      </h2>
      {purchases.length === 0 ? (
        <Empty title="No purchases" />
      ) : (
        <DataTable
          caption="Purchases, newest first"
          columns={columnsFor(onPurchase)}
          rows={isWhole ? purchases : purchases.slice(0, shownAtFirst)}
          rowKey={({ purchaseId }) => purchaseId}
          rowClass={({ revokedAt, purchaseId }) =>
            [revokedAt === null ? "" : "is-revoked", purchaseId === found ? "is-found" : ""].join(" ").trim()
          }
        />
      )}
      {purchases.some(({ refunds }) => refunds.length > 0) ? (
        <p className="fine soft">Recording a refund moves no money: the payment provider pays it out.</p>
      ) : null}
      {isWhole ? null : (
        <button type="button" className="button" onClick={() => setShowsAll(true)}>
          Show all {formatCount(purchases.length)}
        </button>
      )}
    </section>
  );
}

const columnsFor = (onPurchase: OnPurchase): readonly Column<Purchase>[] => [
  {
    key: "item",
    header: "Item",
    isRowHeader: true,
    cell: ({ title, itemId, kind }) => (
      <>
        <ItemName title={title} itemId={itemId} /> <span className="tag">{kind}</span>
      </>
    ),
  },
  {
    key: "date",
    header: "Bought",
    cell: ({ purchasedAt }) => <Instant at={purchasedAt} unknown="unknown" />,
  },
  {
    key: "price",
    header: "Price",
    align: "end",
    cell: ({ amountMinor, currency }) => <Price amountMinor={amountMinor} currency={currency} />,
  },
  {
    key: "refunded",
    header: "Refunded",
    align: "end",
    cell: ({ refundedMinor, currency }) =>
      refundedMinor === 0 || currency === null ? "–" : formatMinor(refundedMinor, currency),
  },
  { key: "order", header: "Order", cell: ({ orderId }) => <Id value={orderId} what="order ID" /> },
  { key: "payment", header: "Payment", cell: ({ paymentId }) => <Id value={paymentId} what="payment ID" /> },
  { key: "status", header: "Status", cell: (purchase) => <Status purchase={purchase} /> },
  {
    key: "more",
    header: <span className="visually-hidden">Actions</span>,
    cell: (purchase) => <Actions purchase={purchase} {...onPurchase} />,
  },
];

function Id({ value, what }: { readonly value: string | null; readonly what: string }) {
  if (value === null) return "–";
  return (
    <span className="id-cell">
      <code>{value}</code> <CopyButton text={value} what={what} />
    </span>
  );
}

const oddWords: Readonly<Record<Purchase["odd"][number], string>> = {
  duplicate: "bought twice",
  price_differs: "price differs",
  item_withdrawn: "item withdrawn",
  duplicate_payment: "payment used twice",
  disputed: "disputed",
  refunded_but_owned: "refunded, still owned",
};

function Status({ purchase: { revokedAt, revokedReason, odd, grantedBy } }: { readonly purchase: Purchase }) {
  return (
    <span className="tags">
      {revokedAt === null ? (
        <span className="tag tag-ok">owned</span>
      ) : (
        <span className="tag tag-danger">revoked{revokedReason === null ? "" : `: ${revokedReason}`}</span>
      )}
      {grantedBy === null ? null : <span className="tag">given by {grantedBy}</span>}
      {odd.map((each) => (
        <span key={each} className="tag tag-warning">
          {oddWords[each]}
        </span>
      ))}
    </span>
  );
}

interface ActionsProps extends OnPurchase {
  readonly purchase: Purchase;
}

function Actions({ purchase: { purchaseId, itemId, revokedAt }, onRevoke, onReinstate }: ActionsProps) {
  const [verb, act] = revokedAt === null ? ["Revoke", onRevoke] : ["Reinstate", onReinstate];
  return (
    <span className="tags">
      <CopyButton text={purchaseId} what={`purchase ID ${purchaseId}`} label="Copy ID" />
      <button
        type="button"
        className="button button-small"
        aria-label={`${verb} ${itemId}…`}
        onClick={() => act(purchaseId)}
      >
        {verb}…
      </button>
    </span>
  );
}
