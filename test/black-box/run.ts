/** `npm run test:black-box`: plays the story of a shop against running servers, see CONTRIBUTING.md. */
import { parseArgs } from "node:util";
import { foundMongodb } from "../support/mongodb-server.js";
import { runBlackBox, type BlackBoxReport } from "./black-box.js";
import type { Engine } from "./installation.js";

const help = `npm run test:black-box -- [options]

Plays the story of a shop against two running servers, from the outside: orders, gifts, discounts, grants, refunds and
disputes, shuffled and repeated, in four currencies, while processes are killed and the ledger's commands run beside
them. Then all money and ownership is compared with an account that was kept of the answers alone.

  --seed N        the story, and the order in which it is sent; by default another one each time
  --orders N      how many orders there are (300)
  --engine NAME   sqlite: both servers share a folder (the default)
                  servers: the event store's door, and a MongoDB, see npm run build:mongodb
  --kill          kills (SIGKILL) and pauses (SIGSTOP) servers and stores meanwhile; what that hits is never quite the same
  --operators     runs verify, repair, rebuild, rollback, close, backup and others meanwhile
  --help

Ends with 0 if nothing was found, with 1 if something was, with 2 for wrong usage.`;

/** Of what is printed of a finding, in characters. */
const longestEvidence = 4000;

const engines: readonly Engine[] = ["sqlite", "servers"];

function parse() {
  const { values } = parseArgs({
    options: {
      ...({ seed: { type: "string" }, orders: { type: "string", default: "300" } } as const),
      engine: { type: "string", default: "sqlite" },
      ...({ kill: { type: "boolean" }, operators: { type: "boolean" }, help: { type: "boolean" } } as const),
    },
  });
  const engine = engines.find((each) => each === values.engine);
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const orders = Number(values.orders);
  if (engine === undefined) throw new Error(`--engine is one of ${engines.join(", ")}`);
  if (!Number.isSafeInteger(seed)) throw new Error("--seed is a whole number");
  if (!Number.isSafeInteger(orders) || orders < 1) throw new Error("--orders is a whole number above 0");
  return {
    engine,
    seed,
    orders,
    isKilling: values.kill === true,
    hasOperators: values.operators === true,
    isHelp: values.help,
  };
}

/** @returns the exit code */
async function main(): Promise<number> {
  let options: ReturnType<typeof parse>;
  try {
    options = parse();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
    return 2;
  }
  if (options.isHelp === true) {
    console.log(help);
    return 0;
  }
  const { engine, seed, orders, isKilling, hasOperators } = options;
  if (engine === "servers" && foundMongodb === undefined) {
    console.error("There is no MongoDB: npm run build:mongodb makes one.");
    return 2;
  }
  console.log(`seed ${seed}, ${orders} orders, engine ${engine}`);
  const started = Date.now();
  const report = await runBlackBox({
    ...{
      engine,
      seed,
      orders,
      hasOperators,
      killEveryMs: isKilling ? 2500 : undefined,
      closedMonths: 10,
      comparesEngines: true,
      restores: true,
    },
    onFinding: ({ what, evidence }) =>
      console.log(`WRONG: ${what}
${JSON.stringify(evidence, undefined, 1).slice(0, longestEvidence)}`),
    onProgress: (what) => console.log(`${secondsSince(started)} s: ${what}`),
  });
  print(report);
  const again = [
    "--seed",
    seed,
    "--orders",
    orders,
    "--engine",
    engine,
    ...(isKilling ? ["--kill"] : []),
    ...(hasOperators ? ["--operators"] : []),
  ];
  const { length } = report.findings;
  console.log(
    length === 0
      ? `Nothing wrong, after ${secondsSince(started)} s.`
      : `${length} things are wrong. Again: ${again.join(" ")}`,
  );
  return length === 0 ? 0 : 1;
}

function print({ purchases, deeds, answers, disturbances, commands }: BlackBoxReport): void {
  console.log(`${deeds} deeds, ${purchases} purchases`);
  for (const [title, counts] of Object.entries({ answers, disturbances, commands }))
    for (const [what, count] of [...counts].toSorted()) console.log(`${title}: ${what}: ${count}`);
}

const secondsSince = (started: number): number => Math.round((Date.now() - started) / 1000);

process.exitCode = await main();
