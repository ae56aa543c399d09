import { useSearchParams } from "react-router";
import { viewerZone } from "../../../components/instant.js";
import { atOnce } from "../../../shell/at-once.js";
import {
  dayIn,
  intervals,
  isDay,
  isPreset,
  rangeOfPreset,
  suitableInterval,
  type DateRange,
  type Interval,
  type Preset,
} from "./range.js";
import { isZone } from "./zones.js";

export type ItemFilter = "all" | "course" | "test";

/** What the page shows, all of it kept in the address. */
export interface Choices {
  /** Undefined for a custom range. */
  readonly preset: Preset | undefined;
  readonly range: DateRange;
  readonly zone: string;
  /** What the address asked for and this browser does not know. */
  readonly unknownZone: string | undefined;
  readonly interval: Interval;
  readonly items: ItemFilter;
  /** By what items are ranked: the net revenue in a currency; undefined for the number of purchases. */
  readonly rank: string | undefined;
  /** Of the revenue that is drawn; undefined until one is chosen. */
  readonly currency: string | undefined;
  /** The same, with what moves with the calendar fixed: an address that always shows this. */
  readonly fixedAddress: string;
  change(to: Readonly<Partial<Record<ChoiceName, string | undefined>>>): void;
}

export type ChoiceName = "range" | "from" | "to" | "tz" | "by" | "items" | "rank" | "currency";

const defaultPreset = "30-days";

export function useChoices(): Choices {
  const [query, setQuery] = useSearchParams();
  const askedZone = query.get("tz") ?? viewerZone;
  const zone = isZone(askedZone) ? askedZone : viewerZone;
  const preset = presetOf(query);
  const range =
    preset === undefined
      ? { from: query.get("from") || undefined, to: query.get("to") || undefined }
      : rangeOfPreset(preset, dayIn(zone, new Date()));
  const by = query.get("by");
  const interval = intervals.find((each) => each === by) ?? suitableInterval(range);
  const items = query.get("items");
  const currency = query.get("currency") ?? undefined;
  return {
    preset,
    range,
    zone,
    unknownZone: zone === askedZone ? undefined : askedZone,
    interval,
    items: items === "course" || items === "test" ? items : "all",
    rank: currencyOf(query.get("rank")),
    currency,
    fixedAddress: fixedAddress({ query, range, zone, interval }),
    change(to) {
      setQuery((before) => changed(before, to), atOnce);
    },
  };
}

const currencyOf = (text: string | null): string | undefined =>
  text !== null && /^[A-Z]{3}$/.test(text) ? text : undefined;

/** Dates win over a preset; what is neither is the default. */
function presetOf(query: URLSearchParams): Preset | undefined {
  if (query.has("from") || query.has("to")) return undefined;
  const named = query.get("range") ?? defaultPreset;
  return isPreset(named) ? named : defaultPreset;
}

function changed(
  before: URLSearchParams,
  to: Readonly<Partial<Record<ChoiceName, string | undefined>>>,
): URLSearchParams {
  const after = new URLSearchParams(before);
  for (const [name, value] of Object.entries(to)) {
    if (value) after.set(name, value);
    else after.delete(name);
  }
  return after;
}

interface Shown {
  readonly query: URLSearchParams;
  readonly range: DateRange;
  readonly zone: string;
  readonly interval: Interval;
}

function fixedAddress({ query, range: { from, to }, zone, interval }: Shown): string {
  const isAll = from === undefined && to === undefined;
  const fixed = changed(query, { range: isAll ? "all" : undefined, from, to, tz: zone, by: interval });
  return `${location.origin}${location.pathname}?${fixed.toString()}`;
}

/** Why a range cannot be asked for; undefined if it can. */
export function rangeProblem({ from, to }: DateRange): "invalidDate" | "endBeforeStart" | undefined {
  if ((from !== undefined && !isDay(from)) || (to !== undefined && !isDay(to))) return "invalidDate";
  if (from !== undefined && to !== undefined && to < from) return "endBeforeStart";
  return undefined;
}
