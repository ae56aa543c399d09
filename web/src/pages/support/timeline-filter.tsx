import { useId } from "react";
import type { EventFilter } from "./event-filter.js";
import { eventKinds } from "./event-facts.js";
import { EventSign, kindWords } from "./event-sign.js";
import { isOn } from "./event-filter.js";

export interface TimelineFilterProps {
  readonly filter: EventFilter;
  onFilter(next: EventFilter): void;
}

const everything: EventFilter = { kind: undefined, from: "", to: "" };

export function TimelineFilter({ filter, onFilter }: TimelineFilterProps) {
  const name = useId();
  return (
    <div className="timeline-filter">
      <fieldset className="segments">
        <legend className="visually-hidden">Kind</legend>
        {([undefined, ...eventKinds] as const).map((kind) => (
          <label key={kind ?? "all"} className="segment">
            <input
              type="radio"
              name={name}
              className="visually-hidden"
              checked={kind === filter.kind}
              onChange={() => onFilter({ ...filter, kind })}
            />
            {kind === undefined ? null : <EventSign kind={kind} />}
            <span>{kind === undefined ? "All" : kindWords[kind]}</span>
          </label>
        ))}
      </fieldset>
      <div className="date-range">
        <label className="inline-field">
          <span>From</span>
          <input
            type="date"
            value={filter.from}
            max={filter.to || undefined}
            onChange={(event) => onFilter({ ...filter, from: event.target.value })}
          />
        </label>
        <label className="inline-field">
          <span>To</span>
          <input
            type="date"
            value={filter.to}
            min={filter.from || undefined}
            onChange={(event) => onFilter({ ...filter, to: event.target.value })}
          />
        </label>
      </div>
      {isOn(filter) ? (
        <button type="button" className="button button-small" onClick={() => onFilter(everything)}>
          Clear
        </button>
      ) : null}
    </div>
  );
}
