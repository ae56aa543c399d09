import type { ComponentProps } from "react";
import { firstCharacters } from "../components/first-characters.js";

export interface SearchInputProps extends ComponentProps<"input"> {
  readonly text: string;
  onText(text: string): void;
}

/** Searched text is at most as long as the longest ID. */
const longestText = 256;

/** The field of a search, which nothing corrects or completes. */
export const SearchInput = ({ text, onText, ...props }: SearchInputProps) => (
  <input
    type="search"
    required
    pattern={String.raw`.*\S.*`}
    autoCapitalize="off"
    autoComplete="off"
    spellCheck={false}
    value={text}
    onChange={({ target }) => onText(firstCharacters(target.value, longestText))}
    {...props}
  />
);
