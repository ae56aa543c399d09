export interface LegendEntry {
  /** Names its look: see charts.css. */
  readonly look: string;
  readonly name: string;
}

/** What the looks of a drawing mean. */
export function Legend({ entries }: { readonly entries: readonly LegendEntry[] }) {
  return (
    <ul className="legend">
      {entries.map(({ look, name }) => (
        <li key={look}>
          <span className={`swatch swatch-${look}`} aria-hidden="true" />
          {name}
        </li>
      ))}
    </ul>
  );
}
