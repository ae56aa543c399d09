import { useTranslations } from "use-intl";
import { formatCount } from "../../../components/money.js";

export type DriftClass = "missing" | "extra" | "wrong" | "duplicate";

export interface DriftCountsProps {
  readonly counts: Readonly<Record<DriftClass, number>>;
  /** What each class means here: it is stored so, a repair would change it, or has. */
  readonly meaning: "stored" | "would" | "were";
}

const classes: readonly DriftClass[] = ["missing", "extra", "wrong", "duplicate"];

/** What differs, by class. */
export function DriftCounts({ counts, meaning }: DriftCountsProps) {
  const t = useTranslations("projections.drift");
  return (
    <dl className="drift-counts">
      {classes.map((name) => (
        <div key={name} className={counts[name] > 0 ? "drift-found" : undefined}>
          <dt>
            {t(name)} <span>{t(`${meaning}.${name}`)}</span>
          </dt>
          <dd>{formatCount(counts[name])}</dd>
        </div>
      ))}
    </dl>
  );
}
