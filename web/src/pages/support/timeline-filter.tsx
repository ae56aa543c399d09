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
      <label className="inline-field">
        <span>From</span>
        <input
          type="date"
          value={from}
          max={to || undefined}
          onChange={({ target }) => onFilter({ ...filter, from: target.value })}
        />
      </label>
      <label className="inline-field">
        <span>To</span>
        <input
          type="date"
          value={to}
          min={from || undefined}
          onChange={({ target }) => onFilter({ ...filter, to: target.value })}
        />
      </label>
      {isOn(filter) ? (
        <button type="button" className="button button-small" onClick={() => onFilter(noFilter)}>
          Clear
        </button>
      ) : null}
    </div>
  );
}
