import { useId } from "react";

export interface SegmentsProps<Value extends string> {
  readonly legend: string;
  readonly value: Value;
  readonly options: readonly (readonly [Value, string])[];
  onChoose(value: Value): void;
}

/** One of a few, in a row; nothing where there is no choice. */
export function Segments<Value extends string>(props: SegmentsProps<Value>) {
  const { legend, value, options, onChoose } = props;
  const group = useId();
  if (options.length < 2) return null;
  return (
    <fieldset className="segments">
      <legend className="visually-hidden">{legend}</legend>
      <div className="segments-row">
        {options.map(([option, label]) => (
          <label key={option}>
            <input type="radio" name={group} checked={option === value} onChange={() => onChoose(option)} />
            <span>{label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
