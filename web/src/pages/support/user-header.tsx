import { useQuery } from "@tanstack/react-query";
import { CopyButton } from "../../components/copy-button.js";
import { countOf, formatCount, formatMinor } from "../../components/money.js";
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
  const purchases = useQuery(purchasesQuery(userId)).data;
  const isOpen = connection === "open";
  return (
    <>
      <a className="skip-link" href="#purchases-title">
        Skip to the purchases
      </a>
      <a className="skip-link" href="#timeline-events">
        Skip to the timeline
      </a>
      <Person userId={userId} />
      <span className="user-facts">
        {purchases === undefined ? null : <Account {...purchases} />}
        <span>{countOf(events, "event")}</span>
        <span className={isOpen ? "live is-live" : "live"}>
          {isOpen ? "live" : connection === "waiting" ? "live view interrupted, reconnecting" : "connecting"}
        </span>
        <CopyButton text={userId} what="user ID" label="Copy ID" />
      </span>
    </>
  );
}

/** Name and e-mail address from the shop's own database, where the ledger can read it; it stores neither. */
function Person({ userId }: { readonly userId: string }) {
  const { data } = useQuery(shopUserQuery(userId));
  if (data === undefined || data.shop === "not_configured") return null;
  const { name, email } = data;
  return (
    <span className="user-facts user-person">
      {name === null ? null : <strong>{name}</strong>}
      {email === null ? null : (
        <span className="id-cell">
          {email} <CopyButton text={email} what="e-mail address" />
        </span>
      )}
      {data.shop === "unavailable" ? (
        <span className="unknown">Name and e-mail unknown: the shop’s database does not answer</span>
      ) : name === null && email === null ? (
        <span className="unknown">Not in the shop’s database</span>
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
  const odd = purchases.filter((purchase) => purchase.odd.length > 0).length;
  return (
    <>
      <Fact name="Owned" value={formatCount(account.owned)} />
      <Fact name="Purchases" value={formatCount(account.purchases)} />
      {account.money.map(({ currency, paidMinor, refundedMinor }) => (
        <span key={currency}>
          <Fact name="Paid" value={formatMinor(paidMinor, currency)} />{" "}
          <Fact name="Refunded" value={formatMinor(refundedMinor, currency)} />
        </span>
      ))}
      {account.unknownPrices === 0 ? null : (
        <Fact name="Price unknown" value={formatCount(account.unknownPrices)} />
      )}
      {odd === 0 ? null : (
        <a className="tag tag-warning" href="#purchases-title">
          {countOf(odd, "purchase")} to check
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
