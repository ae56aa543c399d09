import { useQuery } from "@tanstack/react-query";
import { CopyButton } from "../../components/copy-button.js";
import { countOf, formatCount, formatMinor } from "../../components/money.js";
import type { LiveEvents } from "./use-live-events.js";
import { purchasesQuery } from "./user-queries.js";

export interface UserHeaderProps {
  readonly userId: string;
  readonly live: LiveEvents;
  /** How many the stream has. */
  readonly events: number;
}

/** What the user owns, paid and got back, at a glance. */
export function UserHeader({ userId, live: { connection }, events }: UserHeaderProps) {
  const account = useQuery(purchasesQuery(userId)).data?.account;
  const isOpen = connection === "open";
  return (
    <span className="user-facts">
      {account === undefined ? null : (
        <>
          <Fact name="Owned" value={formatCount(account.owned)} />
          <Fact name="Purchases" value={formatCount(account.purchases)} />
          {account.money.map(({ currency, paidMinor, refundedMinor }) => (
            <span key={currency}>
              <Fact name="Paid" value={formatMinor(paidMinor, currency)} />{" "}
              <Fact name="Refunded" value={formatMinor(refundedMinor, currency)} />
            </span>
          ))}
        </>
      )}
      <span>{countOf(events, "event")}</span>
      <span className={isOpen ? "live is-live" : "live"}>
        {isOpen ? "live" : connection === "waiting" ? "live view interrupted, reconnecting" : "connecting"}
      </span>
      <CopyButton text={userId} what="user ID" label="Copy ID" />
    </span>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <span className="user-fact">
      {name} <strong>{value}</strong>
    </span>
  );
}
