import { expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { programEnvironment } from "../support/program.js";

it("the pages know the API as it is: npm run generate:api has been run since it changed", () => {
  const generator = fileURLToPath(new URL("../../scripts/generate-api.ts", import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, ["--import=tsx", generator, "--check"], {
    env: programEnvironment(),
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});
