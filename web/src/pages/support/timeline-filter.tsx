import { eventKinds } from "./event-facts.js";
import { isOn, noFilter, type EventFilter } from "./event-filter.js";
import { kindWords } from "./event-sign.js";

export interface TimelineFilterProps {
  readonly filter: EventFilter;
  onFilter(next: EventFilter): void;
}

export function TimelineFilter({ filter, onFilter }: TimelineFilterProps) {
  const { kind, from, to } = filter;
  return (
    <div className="timeline-filter">
      <label className="inline-field">
        <span>Type</span>
        <select
          value={kind ?? ""}
          onChange={({ target }) =>
            onFilter({ ...filter, kind: eventKinds.find((each) => each === target.value) })
          }
        >
          <option value="">All</option>
          {eventKinds.map((each) => (
            <option key={each} value={each}>
              {kindWords[each]}
            </option>
          ))}
        </select>
      </label>
      <DayField name="From" value={from} max={to} onChange={(day) => onFilter({ ...filter, from: day })} />
      <DayField name="To" value={to} min={from} onChange={(day) => onFilter({ ...filter, to: day })} />
      {isOn(filter) ? (
        <button type="button" className="button button-small" onClick={() => onFilter(noFilter)}>
          Clear
        </button>
      ) : null}
    </div>
  );
}

interface DayFieldProps {
  readonly name: string;
  /** A local day, `2026-10-31`; empty for none. */
  readonly value: string;
  readonly min?: string;
  readonly max?: string;
  onChange(day: string): void;
}

const DayField = ({ name, value, min, max, onChange }: DayFieldProps) => (
  <label className="inline-field">
    <span>{name}</span>
    <input
      type="date"
      value={value}
      min={min || undefined}
      max={max || undefined}
      onChange={({ target }) => onChange(target.value)}
    />
  </label>
);
