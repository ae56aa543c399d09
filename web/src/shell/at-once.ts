import type { NavigateOptions } from "react-router";

/**
 * For what the page shows and its address says. At once: a change that comes before the page is drawn with the one before
 * would be made to the older address, and undo it.
 */
export const atOnce: NavigateOptions = { replace: true, preventScrollReset: true, flushSync: true };
