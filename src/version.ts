import { readFileSync } from "node:fs";

const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");

/** The program's version, from package.json, which is always one folder above the code. */
export const { version } = JSON.parse(manifest) as { readonly version: string };
