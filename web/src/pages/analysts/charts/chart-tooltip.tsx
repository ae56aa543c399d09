export interface ChartTooltipProps {
  readonly title: string;
  readonly lines: readonly { readonly look?: string; readonly name: string; readonly value: string }[];
}

/** What a drawing says of the place under the pointer, or that the arrow keys have come to. */
export function ChartTooltip({ title, lines }: ChartTooltipProps) {
  return (
    <div className="chart-tooltip">
      <p className="chart-tooltip-title">{title}</p>
      <dl>
        {lines.map(({ look, name, value }) => (
          <div key={name}>
            <dt>
              {look === undefined ? null : <span className={`swatch swatch-${look}`} aria-hidden="true" />}
              {name}
            </dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
