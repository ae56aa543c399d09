/**
 * How many characters a text has: code points, as `maxLength` of JSON Schema counts them, and people. The `length` of a
 * string counts UTF-16 units, of which an emoji has two.
 */
export function characterCount(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** The beginning of a text, at most so many characters, none of them cut in half. */
export const firstCharacters = (text: string, most: number): string =>
  Array.from(text).slice(0, most).join("");
