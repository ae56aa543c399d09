import { useQuery } from "@tanstack/react-query";
import { useFormatter, useLocale, useTranslations } from "use-intl";
import { CopyButton } from "../../components/copy-button.js";
import { formatCount, formatMinor } from "../../components/money.js";
import type { LiveEvents } from "./use-live-events.js";
import { purchasesQuery, shopUserQuery, type Account as UserAccount, type Purchase } from "./user-queries.js";

export interface UserHeaderProps {
  readonly userId: string;
  readonly live: LiveEvents;
  /** How many the stream has. */
  readonly events: number;
}

/** Who the user is, and what the user owns, paid and got back, at a glance. */
export function UserHeader({ userId, live: { connection }, events }: UserHeaderProps) {
  const t = useTranslations("support");
  const purchases = useQuery(purchasesQuery(userId)).data;
  const isOpen = connection === "open";
  return (
    <>
      <a className="skip-link" href="#purchases-title">
        {t("header.toPurchases")}
      </a>
      <a className="skip-link" href="#timeline-events">
        {t("header.toTimeline")}
      </a>
      <Person userId={userId} />
      <span className="user-facts">
        {purchases === undefined ? null : <Account {...purchases} />}
        <span>{t("count.events", { count: events })}</span>
        <span className={isOpen ? "live is-live" : "live"}>
          {t(`header.${isOpen ? "live" : connection === "waiting" ? "waiting" : "connecting"}`)}
        </span>
        <CopyButton text={userId} what={t("ids.user")} label={t("copyId")} />
      </span>
    </>
  );
}

/** Name and e-mail address from the shop's own database, where the ledger can read it; it stores neither. */
function Person({ userId }: { readonly userId: string }) {
  const t = useTranslations("support");
  const { data } = useQuery(shopUserQuery(userId));
  if (data === undefined || data.shop === "not_configured") return null;
  const { name, email } = data;
  return (
    <span className="user-facts user-person">
      {name === null ? null : <strong>{name}</strong>}
      {email === null ? null : (
        <span className="id-cell">
          {email} <CopyButton text={email} what={t("ids.email")} />
        </span>
      )}
      {data.shop === "unavailable" ? (
        <span className="unknown">{t("header.shopAway")}</span>
      ) : name === null && email === null ? (
        <span className="unknown">{t("header.notInShop")}</span>
      ) : null}
    </span>
  );
}

interface AccountProps {
  readonly account: UserAccount;
  readonly purchases: readonly Purchase[];
}

/** Sums by currency: amounts of different ones are never added. */
function Account({ account, purchases }: AccountProps) {
  const t = useTranslations("support.header");
  const locale = useLocale();
  const { list } = useFormatter();
  const { money } = account;
  const paid = money.map(({ currency, paidMinor }) => formatMinor(paidMinor, currency, locale));
  const refunded = money
    .filter(({ refundedMinor }) => refundedMinor > 0)
    .map(({ currency, refundedMinor }) => formatMinor(refundedMinor, currency, locale));
  const odd = purchases.filter((purchase) => purchase.odd.length > 0).length;
  return (
    <>
      <Fact name={t("owned")} value={formatCount(account.owned)} />
      <Fact name={t("purchases")} value={formatCount(account.purchases)} />
      {paid.length === 0 ? null : <Fact name={t("paid")} value={list(paid, { type: "unit" })} />}
      {refunded.length === 0 ? null : <Fact name={t("refunded")} value={list(refunded, { type: "unit" })} />}
      {account.unknownPrices === 0 ? null : (
        <Fact name={t("priceUnknown")} value={formatCount(account.unknownPrices)} />
      )}
      {odd === 0 ? null : (
        <a className="tag tag-warning" href="#purchases-title">
          {t("toCheck", { count: odd })}
        </a>
      )}
    </>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <span className="user-fact">
      {name} <strong>{value}</strong>
    </span>
  );
}
