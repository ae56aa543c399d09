/** Where a search leads. */
export const searchPath = (text: string): string => `/console/search?q=${encodeURIComponent(text)}`;

/** The page of a user. */
export const userPath = (userId: string): string => `/console/users/${encodeURIComponent(userId)}`;
