/** `tsc` for every part that has settings of its own: the server and its tests, the pages, and the tests of the pages. */
import { fileURLToPath } from "node:url";
import { runChild } from "./child-process.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const projects = ["tsconfig.json", "web/tsconfig.json", "test/web/tsconfig.json"];

const codes = await Promise.all(
  projects.map((project) =>
    runChild(["node_modules/typescript/bin/tsc", "--project", project, ...process.argv.slice(2)], {
      cwd: root,
    }),
  ),
);
process.exitCode = Math.max(...codes);
