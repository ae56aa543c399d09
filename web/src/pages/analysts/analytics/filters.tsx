import { useId } from "react";
import { CopyButton } from "../../../components/copy-button.js";
import { viewerZone } from "../../../components/instant.js";
import { presets } from "./range.js";
import { rangeProblem, type Choices } from "./use-choices.js";
import { zones } from "./zones.js";

/** Which days, in which place. */
export function Filters({ choices }: { readonly choices: Choices }) {
  const { preset, range, zone, fixedAddress, change } = choices;
  const id = useId();
  const problem = rangeProblem(range);
  const setDates = (dates: { readonly from?: string; readonly to?: string }): void =>
    change({ from: range.from, to: range.to, ...dates, range: undefined });
  return (
    <form className="filters" aria-label="What is counted" onSubmit={(event) => event.preventDefault()}>
      <fieldset className="segments">
        <legend>Range</legend>
        <div className="segments-row">
          {Object.entries(presets).map(([name, label]) => (
            <label key={name}>
              <input
                type="radio"
                name={`${id}-range`}
                checked={preset === name}
                onChange={() => change({ range: name, from: undefined, to: undefined })}
              />
              <span>{label}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <label className="field">
        <span className="field-label">From</span>
        <input
          type="date"
          value={range.from ?? ""}
          max={range.to}
          aria-describedby={problem === undefined ? undefined : `${id}-problem`}
          aria-invalid={problem !== undefined}
          onChange={({ target }) => setDates({ from: target.value })}
        />
      </label>
      <label className="field">
        <span className="field-label">To, included</span>
        <input
          type="date"
          value={range.to ?? ""}
          min={range.from}
          aria-describedby={problem === undefined ? undefined : `${id}-problem`}
          aria-invalid={problem !== undefined}
          onChange={({ target }) => setDates({ to: target.value })}
        />
      </label>
      <label className="field filters-zone">
        <span className="field-label">Days begin at midnight in</span>
        <select value={zone} onChange={({ target }) => change({ tz: target.value })}>
          {zones.includes(zone) ? null : <option value={zone}>{zone}</option>}
          {zones.map((each) => (
            <option key={each} value={each}>
              {each === viewerZone ? `${each} (yours)` : each}
            </option>
          ))}
        </select>
      </label>
      <div className="filters-share">
        <CopyButton text={fixedAddress} what="to exactly these numbers" label="Copy the link" />
      </div>
      {problem === undefined ? null : (
        <p id={`${id}-problem`} role="alert" className="filters-problem">
          {problem}
        </p>
      )}
    </form>
  );
}
