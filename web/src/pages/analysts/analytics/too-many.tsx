import { countOf, formatCount } from "../../../components/money.js";
import { Empty, Notice } from "../../../components/notices.js";
import type { Interval } from "./range.js";

/** More columns than pixels are a smear, and slow. */
export const mostDrawn = 1_000;

export function TooManyToDraw({ count, interval }: { readonly count: number; readonly interval: Interval }) {
  return (
    <Empty title={`${countOf(count, interval)} are too many to draw`}>
      <p>Choose a longer interval or a shorter range; the table and the CSV have all of them.</p>
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
      title={`This range has more than ${formatCount(mostCounted)} ${interval}s, which the ledger does not count at once`}
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
