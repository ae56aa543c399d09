import { countOf, formatCount } from "../../../components/money.js";
import { Empty, Notice } from "../../../components/notices.js";
import type { Interval } from "./range.js";

/** More columns than pixels are a smear, and slow. */
export const mostDrawn = 1_000;

export function TooManyToDraw({ count, interval }: { readonly count: number; readonly interval: Interval }) {
  return (
    <Empty title={`${countOf(count, interval)} is too many to draw`}>
      <p>Choose a longer interval or a shorter range. The table and the CSV are complete.</p>
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
  const longer = (["week", "month"] as const).filter((each) => each !== interval);
  return (
    <Notice
      tone="warning"
      title={`This range has more than ${formatCount(mostCounted)} ${interval}s, the most that can be counted`}
    >
      <p>Choose a shorter range, or a longer interval:</p>
      <div className="page-actions">
        {longer.map((each) => (
          <button key={each} type="button" className="button" onClick={() => onChoose(each)}>
            By {each}
          </button>
        ))}
      </div>
    </Notice>
  );
}
