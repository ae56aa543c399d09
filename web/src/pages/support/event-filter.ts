import { useSearchParams } from "react-router";
import { usePreference } from "../../shell/preferences.js";
import { eventKinds, factsOf, type EventKind } from "./event-facts.js";
import type { UserEvent } from "./user-queries.js";

/** Which events are looked for. */
export interface EventFilter {
  readonly kind: EventKind | undefined;
  /** Dates as the fields have them: `2026-01-31`; empty for none. */
  readonly from: string;
  readonly to: string;
}

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
    setQuery(
      (before) => {
        for (const name of ["kind", "from", "to"] as const) {
          const value = next[name];
          if (value) before.set(name, value);
          else before.delete(name);
        }
        return before;
      },
      { replace: true, preventScrollReset: true },
    );
  return [filter, set];
}

const dateOf = (text: string | null): string => (/^\d{4}-\d{2}-\d{2}$/.test(text ?? "") ? (text ?? "") : "");

/** What a filter asks of an event. */
export interface EventTest {
  readonly isAnything: boolean;
  matches(event: UserEvent): boolean;
  /** Whether it and all that were recorded before it are too old. */
  isTooOld(event: UserEvent): boolean;
}

/** Days begin where the viewer's clock says so, which the header's menu may turn to UTC. */
export function useEventTest({ kind, from, to }: EventFilter): EventTest {
  const [times] = usePreference("times");
  const zone = times === "utc" ? "Z" : "";
  const first = from === "" ? -Infinity : new Date(`${from}T00:00:00${zone}`).getTime();
  const last = to === "" ? Infinity : endOfDay(to, zone);
  return {
    isAnything: kind === undefined && from === "" && to === "",
    matches: (event) =>
      (kind === undefined || isOfKind(event, kind)) &&
      new Date(event.recordedAt).getTime() >= first &&
      new Date(event.recordedAt).getTime() < last,
    isTooOld: ({ recordedAt }) => new Date(recordedAt).getTime() < first,
  };
}

const isOfKind = (event: UserEvent, kind: EventKind): boolean =>
  // Also one that can be read by itself, but not be folded.
  kind === "unreadable" ? event.error !== null : factsOf(event).kind === kind;

/** Not 24 hours later: some days are shorter or longer. */
function endOfDay(day: string, zone: string): number {
  const date = new Date(`${day}T00:00:00${zone}`);
  if (zone === "Z") date.setUTCDate(date.getUTCDate() + 1);
  else date.setDate(date.getDate() + 1);
  return date.getTime();
}
