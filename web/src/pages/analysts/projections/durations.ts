import { useTranslations } from "use-intl";

/** `4 s`, `3 min 20 s`, `2 h 5 min`: as exact as one plans by. */
export function useFormatDuration(): (seconds: number) => string {
  const t = useTranslations("projections.durations");
  return (exact) => {
    const whole = Math.round(exact);
    const [hours, minutes, seconds] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    if (whole < 60) return t("seconds", { seconds });
    if (hours === 0)
      return seconds === 0 ? t("minutes", { minutes }) : t("minutesSeconds", { minutes, seconds });
    return minutes === 0 ? t("hours", { hours }) : t("hoursMinutes", { hours, minutes });
  };
}

/** How long ago something was: `just now`, `8 min ago`, `2 days ago`. */
export function useFormatAge(): (seconds: number) => string {
  const t = useTranslations("projections.age");
  return (seconds) => {
    const minutes = Math.floor(seconds / 60);
    const hours = Math.floor(minutes / 60);
    // A viewer's clock may be behind the server's.
    if (minutes < 1) return t("now");
    if (hours < 1) return t("minutes", { count: minutes });
    return hours < 48 ? t("hours", { count: hours }) : t("days", { count: Math.floor(hours / 24) });
  };
}

/** How long something took, of two ISO 8601 instants. */
export const secondsBetween = (from: string, to: string): number =>
  (new Date(to).getTime() - new Date(from).getTime()) / 1000;
