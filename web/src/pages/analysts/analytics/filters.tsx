import { useId } from "react";
import { useTranslations } from "use-intl";
import { CopyButton } from "../../../components/copy-button.js";
import { Field } from "../../../components/field.js";
import { viewerZone } from "../../../components/instant.js";
import { presets } from "./range.js";
import { rangeProblem, type Choices } from "./use-choices.js";
import { zones } from "./zones.js";

/** Which days, in which place. */
export function Filters({ choices }: { readonly choices: Choices }) {
  const t = useTranslations("analytics");
  const { range, zone, fixedAddress, change } = choices;
  const id = useId();
  const problem = rangeProblem(range);
  const setDates = (dates: { readonly from?: string; readonly to?: string }): void =>
    change({ from: range.from, to: range.to, ...dates, range: undefined });
  return (
    <form className="filters" aria-label={t("filters")} onSubmit={(event) => event.preventDefault()}>
      <PresetChoice choices={choices} />
      <DateField
        label={t("from")}
        value={range.from}
        max={range.to}
        problemId={problem && `${id}-problem`}
        onChange={(from) => setDates({ from })}
      />
      <DateField
        label={t("to")}
        value={range.to}
        min={range.from}
        problemId={problem && `${id}-problem`}
        onChange={(to) => setDates({ to })}
      />
      <ZoneChoice zone={zone} onChoose={(tz) => change({ tz })} />
      <div className="filters-share">
        <CopyButton text={fixedAddress} what={t("toTheseNumbers")} label={t("copyLink")} />
      </div>
      {problem === undefined ? null : (
        <p id={`${id}-problem`} role="alert" className="filters-problem">
          {t(problem)}
        </p>
      )}
    </form>
  );
}

function PresetChoice({ choices: { preset, change } }: { readonly choices: Choices }) {
  const t = useTranslations();
  const id = useId();
  return (
    <fieldset className="segments">
      <legend>{t("analytics.range")}</legend>
      <div className="segments-row">
        {presets.map((name) => (
          <label key={name}>
            <input
              type="radio"
              name={`${id}-range`}
              checked={preset === name}
              onChange={() => change({ range: name, from: undefined, to: undefined })}
            />
            <span>{t(`presets.${name}`)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface DateFieldProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly min?: string | undefined;
  readonly max?: string | undefined;
  /** Of the element that says what is wrong with the range; undefined if nothing is. */
  readonly problemId: string | undefined;
  onChange(date: string): void;
}

function DateField({ label, value, min, max, problemId, onChange }: DateFieldProps) {
  return (
    <Field label={label}>
      <input
        type="date"
        value={value ?? ""}
        min={min}
        max={max}
        aria-describedby={problemId}
        aria-invalid={problemId !== undefined}
        onChange={({ target }) => onChange(target.value)}
      />
    </Field>
  );
}

function ZoneChoice({ zone, onChoose }: { readonly zone: string; onChoose(zone: string): void }) {
  const t = useTranslations("analytics");
  return (
    <Field label={t("timeZone")}>
      <select value={zone} onChange={({ target }) => onChoose(target.value)}>
        {zones.includes(zone) ? null : <option value={zone}>{zone}</option>}
        {zones.map((each) => (
          <option key={each} value={each}>
            {each === viewerZone ? t("yours", { zone: each }) : each}
          </option>
        ))}
      </select>
    </Field>
  );
}
