import { readFileSync } from "node:fs";
import { packageFile } from "./program-files.js";

const manifest = readFileSync(packageFile("package.json"), "utf8");

/** The program's version, from package.json. */
export const { version } = JSON.parse(manifest) as { readonly version: string };
