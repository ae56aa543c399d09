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

/** How long something took, of two ISO 8601 instants. */
export const secondsBetween = (from: string, to: string): number =>
  (new Date(to).getTime() - new Date(from).getTime()) / 1000;
