import { fileURLToPath } from "node:url";

const root = new URL("../../", import.meta.url);
const pathOf = (name: string): string => fileURLToPath(new URL(name, root));

/** What `npm test` sets, which builds first: the programs start in half the time, and are those that people run. */
const isBuilt = process.env.TEST_BUILT_PROGRAMS === "1";

const programArguments = (name: string): readonly string[] =>
  isBuilt ? [pathOf(`dist/${name}.js`)] : ["--import", "tsx", pathOf(`src/${name}.ts`)];

/** The arguments of `node` that start the `ledger` command. */
export const ledgerProgram = programArguments("cli/ledger");

/** The arguments of `node` that start what `npm start` runs. */
export const mainProgram = programArguments("main");

/** The environment of a program that is not run by jest. */
export function programEnvironment(): Record<string, string | undefined> {
  const { NODE_OPTIONS: _jest, ...environment } = process.env;
  return environment;
}
