import { useLocale, useTranslations } from "use-intl";
import { formatMinor } from "../../components/money.js";
import { dayStyle } from "../../languages/months.js";
import { factsOf, type EventFacts } from "./event-facts.js";
import { titleOf, type Titles } from "./titles.js";
import type { UserEvent } from "./user-queries.js";

/**
 * Says what happened in the viewer's language, with titles for item IDs and without the purchase's ID: the details of the
 * event have the IDs. Null where the event cannot be read.
 */
export function useSaid(titles: Titles): (event: UserEvent) => string | null {
  const words = useWords(titles);
  return (event) => {
    const facts = factsOf(event);
    switch (facts.kind) {
      case "unreadable":
        return null;
      case "course":
      case "test":
        return words.purchase(facts);
      case "dispute":
        return words.dispute(facts);
      case "refund":
      case "price":
      case "revoked":
      case "reinstated":
        return words.change(facts.kind, facts);
    }
  };
}

function useWords(titles: Titles) {
  const t = useTranslations("support.timeline.said");
  const odd = useTranslations("support.purchases.odd");
  const locale = useLocale();
  const days = new Intl.DateTimeFormat(locale, dayStyle(locale));
  /** What the ledger calls something, in words where there are some. */
  const named = <Name extends string>(names: readonly Name[], value: string, say: (name: Name) => string) => {
    const known = names.find((name) => name === value);
    return known === undefined ? value : say(known);
  };
  const item = (facts: EventFacts): string => {
    const { kind = "course", id = "?" } = facts.item ?? {};
    const title = titleOf(titles, kind, id);
    return t("item", { kind, name: title === undefined ? id : t("title", { title }) });
  };
  const price = ({ price: known }: EventFacts): string | undefined =>
    known && formatMinor(known.amountMinor, known.currency, locale);
  const reason = ({ reason: code = "", note }: EventFacts): string => {
    const why = named(reasons, code, (name) => t(`reasons.${name}`));
    return note === undefined || note === "" ? why : t("noted", { why, note });
  };

  const deed = (facts: EventFacts): string => {
    const { source, purchasedAt, grantedBy, isFree } = facts;
    const what = item(facts);
    if (source === "legacy-import")
      return typeof purchasedAt === "string"
        ? t("imported", { what, date: days.format(new Date(purchasedAt)) })
        : t("importedUndated", { what });
    if (isFree && grantedBy !== undefined) return t("given", { what, who: grantedBy, reason: reason(facts) });
    if (isFree) return t("took", { what });
    const paid = price(facts);
    return paid === undefined ? t("boughtForUnknown", { what }) : t("bought", { what, price: paid });
  };

  return {
    purchase(facts: EventFacts): string {
      const { grantedBy, isFree, isDuplicate, flags } = facts;
      const said = flags.map((flag) => named(oddities, flag, (name) => odd(name)));
      const parts = [
        deed(facts),
        grantedBy === undefined || isFree ? undefined : t("gift", { who: grantedBy }),
        isDuplicate && !flags.includes("duplicate_payment") ? t("again") : undefined,
        ...said,
      ];
      return parts.filter((part) => part !== undefined).join(", ");
    },
    dispute: (facts: EventFacts): string =>
      t("dispute", {
        what: item(facts),
        id: facts.disputeId ?? "?",
        status: named(disputeStatuses, facts.status ?? "?", (name) => t(`statuses.${name}`)),
      }),
    change: (kind: "refund" | "price" | "revoked" | "reinstated", facts: EventFacts): string =>
      t(kind, { what: item(facts), price: price(facts) ?? "?", reason: reason(facts) }),
  };
}

/** By which words each is known in the languages' files. */
const reasons = [
  ...(["refund", "chargeback", "correction", "dispute_won", "requested", "duplicate"] as const),
  ...(["fraud", "dispute_lost", "other", "gift", "goodwill"] as const),
] as const;
const disputeStatuses = ["opened", "won", "lost"] as const;
const oddities = [
  ...(["price_differs", "item_withdrawn", "duplicate_payment", "total_differs"] as const),
  ...(["catalogue_unavailable", "amount_rounded", "amount_unknown"] as const),
] as const;
