import { formatCount } from "../../../components/money.js";

export type DriftClass = "missing" | "extra" | "wrong" | "duplicate";

export interface DriftCountsProps {
  readonly counts: Readonly<Record<DriftClass, number>>;
  /** What each class means here. */
  readonly meaning: Readonly<Record<DriftClass, string>>;
}

const classes: readonly DriftClass[] = ["missing", "extra", "wrong", "duplicate"];

/** What differs, by class. */
export function DriftCounts({ counts, meaning }: DriftCountsProps) {
  return (
    <dl className="drift-counts">
      {classes.map((name) => (
        <div key={name} className={counts[name] > 0 ? "drift-found" : undefined}>
          <dt>
            {name} <span>{meaning[name]}</span>
          </dt>
          <dd>{formatCount(counts[name])}</dd>
        </div>
      ))}
    </dl>
  );
}
