/** Local dates here are texts such as `2026-01-31`, in the zone that the viewer chose; both ends belong to the range. */
export interface DateRange {
  /** Undefined: from the first purchase on. */
  readonly from: string | undefined;
  /** Undefined: up to the last one. */
  readonly to: string | undefined;
}

export const intervals = ["day", "week", "month", "year"] as const;
export type Interval = (typeof intervals)[number];

/** Ranges that move with the calendar: kept in the address by name. */
export const presets = ["7-days", "30-days", "90-days", "12-months", "year", "all"] as const;

export type Preset = (typeof presets)[number];

export const isPreset = (text: string): text is Preset => (presets as readonly string[]).includes(text);

const dayMs = 86_400_000;
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a text is a date that exists. */
export const isDay = (text: string): boolean => dayPattern.test(text) && addDays(text, 0) === text;

/** A date some days later, or earlier. Of what is no date, an empty text. */
function addDays(day: string, days: number): string {
  const time = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(time) ? "" : new Date(time + days * dayMs).toISOString().slice(0, 10);
}

/** The date that the clocks of a zone show at an instant. */
export function dayIn(zone: string, at: Date): string {
  const parts = new Intl.DateTimeFormat("en-u-ca-gregory-nu-latn", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).formatToParts(at);
  const part = (wanted: string): string => parts.find(({ type }) => type === wanted)?.value ?? "";
  return `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`;
}

export function rangeOfPreset(preset: Preset, today: string): DateRange {
  switch (preset) {
    case "7-days":
      return { from: addDays(today, -6), to: today };
    case "30-days":
      return { from: addDays(today, -29), to: today };
    case "90-days":
      return { from: addDays(today, -89), to: today };
    case "12-months":
      return { from: addDays(monthsBefore(today, 12), 1), to: today };
    case "year":
      return { from: `${today.slice(0, 4)}-01-01`, to: today };
    case "all":
      return { from: undefined, to: undefined };
  }
}

/** The same day some months before, or the last one of a month that has no such day. */
function monthsBefore(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const first = new Date(Date.UTC(year, month - 1 - months, 1));
  const lastDate = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(date, lastDate));
  return first.toISOString().slice(0, 10);
}

/** An interval that gives a readable chart; without an end, months are the safe choice. */
export function suitableInterval({ from, to }: DateRange): Interval {
  if (from === undefined || to === undefined) return "month";
  const days = (Date.parse(to) - Date.parse(from)) / dayMs;
  if (days <= 92) return "day";
  return days <= 366 ? "week" : "month";
}

/** The range as the API takes it: its end does not belong to the range. */
export const toQuery = ({ from, to }: DateRange, tz: string) => ({
  tz,
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to: addDays(to, 1) }),
});
