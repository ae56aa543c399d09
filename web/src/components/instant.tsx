import { usePreference } from "../shell/preferences.js";

export interface InstantProps {
  /** ISO 8601; null where nobody knows it. */
  readonly at: string | null;
  readonly unknown?: string;
  /** Seconds matter in a log, and are noise in a list of purchases. */
  readonly seconds?: boolean;
}

/**
 * A moment in the viewer's time zone, with UTC when the pointer rests on it. For those without a pointer, the menu of
 * the header turns all times of the page to UTC.
 */
export function Instant({ at, unknown = "date unknown, imported", seconds = false }: InstantProps) {
  const [times] = usePreference("times");
  if (at === null) return <span className="unknown">{unknown}</span>;
  const date = new Date(at);
  const local = formatLocal(date, seconds);
  const utc = formatUtc(date, seconds);
  const [shown, other] = times === "utc" ? [utc, `${local} (${viewerZone})`] : [local, utc];
  return (
    <time dateTime={at} title={other} className="instant">
      {shown}
    </time>
  );
}

export const viewerZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

const local = (seconds: boolean) =>
  new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: seconds ? "medium" : "short" });
const formats = { minutes: local(false), seconds: local(true) };

const formatLocal = (date: Date, seconds: boolean): string =>
  formats[seconds ? "seconds" : "minutes"].format(date);

/** Spelled like ISO 8601, so that nobody takes it for local time. */
function formatUtc(date: Date, seconds: boolean): string {
  const iso = date.toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, seconds ? 19 : 16)} UTC`;
}
