import { useTranslations } from "use-intl";
import { Empty, Notice } from "../../../components/notices.js";
import type { Interval } from "./range.js";

/** More columns than pixels are a smear, and slow. */
export const mostDrawn = 1_000;

export function TooManyToDraw({ count, interval }: { readonly count: number; readonly interval: Interval }) {
  const t = useTranslations("analytics");
  return (
    <Empty title={t("tooManyToDraw", { count, interval })}>
      <p>{t("tooManyToDrawText")}</p>
    </Empty>
  );
}

/** The API refuses more than this. */
const mostCounted = 10_000;

export interface TooManyToCountProps {
  readonly interval: Interval;
  onChoose(interval: Interval): void;
}

export function TooManyToCount({ interval, onChoose }: TooManyToCountProps) {
  const t = useTranslations("analytics");
  const longer = (["week", "month"] as const).filter((each) => each !== interval);
  return (
    <Notice tone="warning" title={t("tooManyToCount", { most: mostCounted, interval })}>
      <p>{t("tooManyToCountText")}</p>
      <div className="page-actions">
        {longer.map((each) => (
          <button key={each} type="button" className="button" onClick={() => onChoose(each)}>
            {t("by", { interval: each })}
          </button>
        ))}
      </div>
    </Notice>
  );
}
