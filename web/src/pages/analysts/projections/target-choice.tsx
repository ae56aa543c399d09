import { useId } from "react";
import { useTranslations } from "use-intl";
import type { Target } from "./jobs.js";

export interface TargetChoiceProps {
  readonly legend: string;
  readonly targets: readonly Target[];
  readonly value: Target;
  /** What it means for each. */
  hint(target: Target): string;
  onChoose(target: Target): void;
}

/** Which projections something is done to. */
export function TargetChoice({ legend, targets, value, hint, onChoose }: TargetChoiceProps) {
  const t = useTranslations("projections.targetNames");
  const group = useId();
  return (
    <fieldset className="choices">
      <legend>{legend}</legend>
      {targets.map((target) => (
        <label key={target}>
          <input type="radio" name={group} checked={target === value} onChange={() => onChoose(target)} />
          <span>
            {t(target)} <span className="choice-hint">{hint(target)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
