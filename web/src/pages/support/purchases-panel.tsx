import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { useLocale, useTranslations } from "use-intl";
import { CopyButton } from "../../components/copy-button.js";
import { DataTable, Nothing, type Column } from "../../components/data-table.js";
import { Instant } from "../../components/instant.js";
import { formatMinor, Price } from "../../components/money.js";
import { Empty, Loading } from "../../components/notices.js";
import { ProblemMessage } from "../../components/problem-message.js";
import { userPath } from "../../shell/paths.js";
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
  const t = useTranslations("support");
  const allColumns = useColumns(onPurchase);
  const { data, error, refetch } = useQuery(purchasesQuery(userId));
  const [showsAll, setShowsAll] = useState(false);
  const found = useSearchParams()[0].get("purchase");
  const isThere = data !== undefined;
  useEffect(() => {
    if (found !== null && isThere) document.querySelector("tr.is-found")?.scrollIntoView({ block: "center" });
  }, [found, isThere]);
  if (data === undefined)
    return error === null ? (
      <Loading what={t("loadingPurchases")} />
    ) : (
      <ProblemMessage error={error} onRetry={refetch} />
    );
  const { purchases, account } = data;
  const areAll = purchases.length === account.purchases;
  const hasRefunds = purchases.some(({ refundedMinor }) => refundedMinor > 0);
  const columns = allColumns.filter(({ key }) => key !== "refunded" || hasRefunds);
  const isWhole =
    showsAll ||
    purchases.length <= shownAtFirst ||
    purchases.findIndex(({ purchaseId }) => purchaseId === found) >= shownAtFirst;
  return (
    <section className="panel" aria-labelledby="purchases-title">
      <h2 id="purchases-title" tabIndex={-1}>
        {t("purchases.title")}
      </h2>
      {purchases.length === 0 ? (
        <Empty title={t("purchases.empty")} />
      ) : (
        <DataTable
          caption={t("purchases.caption")}
          isWide
          columns={columns}
          rows={isWhole ? purchases : purchases.slice(0, shownAtFirst)}
          rowKey={({ purchaseId }) => purchaseId}
          rowClass={({ revokedAt, purchaseId }) =>
            [revokedAt === null ? "" : "is-revoked", purchaseId === found ? "is-found" : ""].join(" ").trim()
          }
        />
      )}
      {areAll ? null : (
        <p className="fine soft">
          {t("purchases.newestOnly", { shown: purchases.length, total: account.purchases })}
        </p>
      )}
      {purchases.some(({ refunds }) => refunds.length > 0) ? (
        <p className="fine soft">{t("noMoney")}</p>
      ) : null}
      {isWhole ? null : (
        <button type="button" className="button" onClick={() => setShowsAll(true)}>
          {t(areAll ? "showAll" : "purchases.showNewest", { count: purchases.length })}
        </button>
      )}
    </section>
  );
}

function useColumns(onPurchase: OnPurchase): readonly Column<Purchase>[] {
  const t = useTranslations();
  const locale = useLocale();
  const unknown = t("support.unknown");
  return [
    {
      key: "item",
      header: t("support.purchases.item"),
      isRowHeader: true,
      cell: ({ title, itemId, kind }) => (
        <>
          <ItemName title={title} itemId={itemId} /> <span className="tag">{t(`kinds.${kind}`)}</span>
        </>
      ),
    },
    {
      key: "date",
      header: t("support.purchases.bought"),
      cell: ({ purchasedAt }) => <Instant at={purchasedAt} unknown={unknown} />,
    },
    {
      key: "price",
      header: t("support.purchases.price"),
      align: "end",
      cell: ({ amountMinor, currency }) => <Price amountMinor={amountMinor} currency={currency} />,
    },
    {
      key: "refunded",
      header: t("support.purchases.refunded"),
      align: "end",
      cell: ({ refundedMinor, currency }) =>
        refundedMinor === 0 || currency === null ? <Nothing /> : formatMinor(refundedMinor, currency, locale),
    },
    {
      key: "order",
      header: t("support.purchases.order"),
      cell: ({ orderId }) => <Id value={orderId} what={t("support.ids.order")} />,
    },
    {
      key: "payment",
      header: t("support.purchases.payment"),
      cell: ({ paymentId }) => <Id value={paymentId} what={t("support.ids.payment")} />,
    },
    {
      key: "status",
      header: t("support.purchases.status"),
      cell: (purchase) => <Status purchase={purchase} />,
    },
    {
      key: "more",
      align: "end",
      header: <span className="visually-hidden">{t("support.purchases.actions")}</span>,
      cell: (purchase) => <Actions purchase={purchase} {...onPurchase} />,
    },
  ];
}

function Id({ value, what }: { readonly value: string | null; readonly what: string }) {
  if (value === null) return <Nothing />;
  return (
    <span className="id-cell">
      <code className="id-text" title={value}>
        {value}
      </code>{" "}
      <CopyButton text={value} what={what} />
    </span>
  );
}

function Status({ purchase }: { readonly purchase: Purchase }) {
  const { revokedAt, revokedReason, odd, grantedBy, orderId, dispute } = purchase;
  const t = useTranslations("support.purchases");
  const why = useTranslations("support.timeline.said.reasons");
  // Paid twice implies bought twice.
  const flags = odd.includes("duplicate_payment") ? odd.filter((each) => each !== "duplicate") : odd;
  return (
    <span className="tags">
      {revokedAt === null ? (
        <span className="tag tag-ok">{t("owned")}</span>
      ) : (
        <span className="tag tag-danger">
          {revokedReason === null ? t("revoked") : t(`revokedFor.${revokedReason}`)}
        </span>
      )}
      {grantedBy === null ? null : (
        <span className="tag" title={grantedBy}>
          {/* A gift has an order and comes from a user. Other grants come from an operator. */}
          {t.rich("givenBy", {
            who: () =>
              orderId === null ? (
                <span className="cut-name">{grantedBy}</span>
              ) : (
                <Link className="cut-name" to={userPath(grantedBy)}>
                  {grantedBy}
                </Link>
              ),
          })}
        </span>
      )}
      {dispute === "won" || dispute === "lost" ? (
        <span className="tag">{why(`dispute_${dispute}`)}</span>
      ) : null}
      {flags.map((each) => (
        <span key={each} className="tag tag-warning">
          {t(`odd.${each}`)}
        </span>
      ))}
    </span>
  );
}

interface ActionsProps extends OnPurchase {
  readonly purchase: Purchase;
}

function Actions({ purchase: { purchaseId, itemId, revokedAt }, onRevoke, onReinstate }: ActionsProps) {
  const t = useTranslations("support");
  const [verb, act] =
    revokedAt === null ? (["revoke", onRevoke] as const) : (["reinstate", onReinstate] as const);
  return (
    <span className="row-actions">
      <CopyButton text={purchaseId} what={t("ids.purchase", { purchaseId })} />
      <button
        type="button"
        className="button button-small"
        aria-label={t(`purchases.${verb}Item`, { itemId })}
        onClick={() => act(purchaseId)}
      >
        {t(`purchases.${verb}`)}
      </button>
    </span>
  );
}
