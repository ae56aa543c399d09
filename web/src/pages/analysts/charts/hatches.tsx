/** Fills that differ by more than their colour. To be referred to as `url(#<prefix>-<name>)`. */
export function Hatches({ prefix }: { readonly prefix: string }) {
  return (
    <defs>
      <pattern
        id={`${prefix}-striped`}
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width="6" height="6" fill="var(--series-2-soft)" />
        <rect width="3" height="6" fill="var(--series-2)" />
      </pattern>
      <pattern id={`${prefix}-dotted`} width="5" height="5" patternUnits="userSpaceOnUse">
        <rect width="5" height="5" fill="var(--series-3-soft)" />
        <circle cx="2.5" cy="2.5" r="1.4" fill="var(--series-3)" />
      </pattern>
    </defs>
  );
}
