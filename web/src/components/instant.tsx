import { useLocale, useTranslations } from "use-intl";
import { dayStyle, knowsMonths } from "../languages/months.js";
import { usePreference } from "../shell/preferences.js";

export interface InstantProps {
  /** ISO 8601; null if unknown. */
  readonly at: string | null;
  readonly unknown?: string;
  /** Seconds matter in a log, and are noise in a list of purchases. */
  readonly seconds?: boolean;
}

/**
 * A moment in the viewer's time zone, with UTC when the pointer rests on it. For those without a pointer, the menu of
 * the header turns all times of the page to UTC.
 */
export function Instant({ at, unknown, seconds = false }: InstantProps) {
  const t = useTranslations("parts");
  const locale = useLocale();
  const [times] = usePreference("times");
  if (at === null) return <span className="unknown">{unknown ?? t("dateUnknown")}</span>;
  const date = new Date(at);
  const local = formatLocal(date, locale, seconds);
  const utc = formatUtc(date, seconds);
  const [shown, other] = times === "utc" ? [utc, `${local} (${viewerZone})`] : [local, utc];
  return (
    <time dateTime={at} title={other} className="instant">
      {shown}
    </time>
  );
}

export const viewerZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatLocal(date: Date, locale: string, seconds: boolean): string {
  const key = `${locale} ${seconds}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, styleFor(locale, seconds));
  formats.set(key, format);
  return format.format(date);
}

function styleFor(locale: string, seconds: boolean): Intl.DateTimeFormatOptions {
  const day = dayStyle(locale);
  if (knowsMonths(locale)) return { ...day, timeStyle: seconds ? "medium" : "short" };
  const time = {
    hour: "2-digit",
    minute: "2-digit",
    ...(seconds && ({ second: "2-digit" } as const)),
  } as const;
  return { ...day, ...time };
}

/** Written like ISO 8601, so that it is not mistaken for local time. */
function formatUtc(date: Date, seconds: boolean): string {
  const iso = date.toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, seconds ? 19 : 16)} UTC`;
}
