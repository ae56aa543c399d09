/**
 * The beginning of a text, at most so many characters. In place of `maxLength` of a field, which counts UTF-16 units, of which
 * an emoji has two; the API counts characters.
 */
export const firstCharacters = (text: string, most: number): string =>
  text.length <= most ? text : Array.from(text).slice(0, most).join("");
