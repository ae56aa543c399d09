/** A UUID, as the source of a pattern. */
export const idSource = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

const pattern = new RegExp(`^(.+)-(?:${idSource}|head(?:\\.partial)?)$`);

/**
 * The name under which a spool was opened, from the name of its file or folder: `rebuild-5.2` from `rebuild-5.2-head`.
 * Undefined for everything else in the folder, which is the operator's and is not touched.
 */
export const spoolNameOf = (entry: string): string | undefined => pattern.exec(entry)?.[1];
