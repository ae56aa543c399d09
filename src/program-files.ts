import { extname } from "node:path";
import { fileURLToPath } from "node:url";

// This file, or the bundle that holds it, is directly in `src` or `dist`, beside which package.json is.

/** The absolute path of a file of the package, by its path from package.json. */
export const packageFile = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** A program to start as a process of its own, by its path in `src` without the extension. */
export const programFile = (path: string): URL =>
  new URL(`./${path}${extname(import.meta.url)}`, import.meta.url);
