import { useTranslations } from "use-intl";
import { eventKinds } from "./event-facts.js";
import { isOn, noFilter, type EventFilter } from "./event-filter.js";

export interface TimelineFilterProps {
  readonly filter: EventFilter;
  onFilter(next: EventFilter): void;
}

export function TimelineFilter({ filter, onFilter }: TimelineFilterProps) {
  const t = useTranslations("support.timeline");
  const { kind, from, to } = filter;
  return (
    <div className="timeline-filter">
      <label className="inline-field">
        <span>{t("type")}</span>
        <select
          value={kind ?? ""}
          onChange={({ target }) =>
            onFilter({ ...filter, kind: eventKinds.find((each) => each === target.value) })
          }
        >
          <option value="">{t("all")}</option>
          {eventKinds.map((each) => (
            <option key={each} value={each}>
              {t(`kinds.${each}`)}
            </option>
          ))}
        </select>
      </label>
      <DayField
        name={t("from")}
        value={from}
        max={to}
        onChange={(day) => onFilter({ ...filter, from: day })}
      />
      <DayField name={t("to")} value={to} min={from} onChange={(day) => onFilter({ ...filter, to: day })} />
      {isOn(filter) ? (
        <button type="button" className="button button-small" onClick={() => onFilter(noFilter)}>
          {t("clear")}
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
