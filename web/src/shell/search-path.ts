/** Searched text is at most as long as the longest ID. */
export const longestText = 256;

/** Where a search leads. */
export const searchPath = (text: string): string => `/console/search?q=${encodeURIComponent(text)}`;
