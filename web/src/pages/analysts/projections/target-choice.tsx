import { useId } from "react";
import type { Target } from "./jobs.js";

export interface TargetChoiceProps {
  readonly legend: string;
  readonly targets: readonly Target[];
  readonly value: Target;
  /** What it means for each. */
  hint(target: Target): string;
  onChoose(target: Target): void;
}

const names: Readonly<Record<Target, string>> = {
  all: "All projections",
  ownership: "Ownership",
  history: "History",
  payments: "Payments",
};

/** Which projections something is done to. */
export function TargetChoice({ legend, targets, value, hint, onChoose }: TargetChoiceProps) {
  const group = useId();
  return (
    <fieldset className="choices">
      <legend>{legend}</legend>
      {targets.map((target) => (
        <label key={target}>
          <input type="radio" name={group} checked={target === value} onChange={() => onChoose(target)} />
          <span>
            {names[target]} <span className="choice-hint">{hint(target)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
