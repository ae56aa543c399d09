import { useSearchParams } from "react-router";
import { atOnce } from "../../shell/at-once.js";
import { usePreference } from "../../shell/preferences.js";
import { eventKinds, type EventKind } from "./event-facts.js";
import type { ApiFilter } from "./user-queries.js";

/** Which events are looked for. */
export interface EventFilter {
  readonly kind: EventKind | undefined;
  /** Dates as the fields have them: `2026-01-31`; empty for none. */
  readonly from: string;
  readonly to: string;
}

export const noFilter: EventFilter = { kind: undefined, from: "", to: "" };

export const isOn = ({ kind, from, to }: EventFilter): boolean =>
  kind !== undefined || from !== "" || to !== "";

/** The filter, which is in the address, so that it comes along with a link. */
export function useEventFilter(): readonly [EventFilter, (next: EventFilter) => void] {
  const [query, setQuery] = useSearchParams();
  const filter = {
    kind: eventKinds.find((kind) => kind === query.get("kind")),
    from: dateOf(query.get("from")),
    to: dateOf(query.get("to")),
  };
  const set = (next: EventFilter): void =>
    setQuery((before) => {
      for (const name of ["kind", "from", "to"] as const) {
        const value = next[name];
        if (value) before.set(name, value);
        else before.delete(name);
      }
      return before;
    }, atOnce);
  return [filter, set];
}

const dateOf = (text: string | null): string => {
  const isDate = text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
  return isDate ? text : "";
};

const types = {
  course: "CoursePurchased",
  test: "TestPurchased",
  refund: "PurchaseRefunded",
  dispute: "PurchaseDisputed",
  price: "PurchasePriced",
  revoked: "PurchaseRevoked",
  reinstated: "PurchaseReinstated",
  unreadable: "unreadable",
} as const satisfies Record<EventKind, ApiFilter["type"]>;

/** The filter as the API takes it. Days begin where the viewer's clock says so, which the header's menu may turn to UTC. */
export function useApiFilter({ kind, from, to }: EventFilter): ApiFilter {
  const [times] = usePreference("times");
  const zone = times === "utc" ? "Z" : "";
  return {
    ...(kind === undefined ? {} : { type: types[kind] }),
    ...(from === "" ? {} : { from: new Date(`${from}T00:00:00${zone}`).toISOString() }),
    ...(to === "" ? {} : { to: endOfDay(to, zone).toISOString() }),
  };
}

/** Not 24 hours later: some days are shorter or longer. */
function endOfDay(day: string, zone: string): Date {
  const date = new Date(`${day}T00:00:00${zone}`);
  if (zone === "Z") date.setUTCDate(date.getUTCDate() + 1);
  else date.setDate(date.getDate() + 1);
  return date;
}
