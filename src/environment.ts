import { existsSync } from "node:fs";
import { loadEnvFile } from "node:process";

/** Takes over the settings of the folder's `.env`, if there is one. What stands in the environment already wins. */
export function loadEnvironmentFile(path = ".env"): void {
  if (existsSync(path)) loadEnvFile(path);
}
