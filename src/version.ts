import { readFileSync } from "node:fs";
import { z } from "zod";

/** The program's version, from package.json, which is always one folder above the code. */
export const version: string = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))).version;
