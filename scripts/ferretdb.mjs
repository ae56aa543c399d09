import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";

/** The MongoDB server of the tests, see scripts/ferretdb/main.go: a program in Go, built where its sources lie. */

const sources = ["go.mod", "go.sum", "main.go", "door.go", "patch/where_ids.go"];

/**
 * FerretDB decodes every document of a collection for each question but one for a single `_id`, and there it passes its
 * own index by, whose expression is spelled otherwise. So the build has it look up all ids by that index. What is found
 * is compared with the whole filter as before.
 */
const lookUps = [
  {
    file: "metadata/metadata.go",
    from: `DefaultColumn + "->'$._id'"`,
    to: 'DefaultColumn + `->"_id"`',
  },
  { file: "collection.go", from: "params.Filter.Len() == 1", to: "params.Filter.Len() > 0" },
  {
    file: "collection.go",
    from: "switch v.(type) {",
    to: "switch v.(type) {\n\t\tcase *types.Document:\n\t\t\twhereClause, args = whereIDs(v)",
  },
];

/**
 * The path of the built server; its name has the hash of its sources, so that another version is another file.
 *
 * @param {string} root the project's folder
 */
function ferretdbPath(root) {
  const hash = createHash("sha256");
  for (const name of sources) hash.update(readFileSync(join(root, "scripts/ferretdb", name)));
  hash.update(JSON.stringify(lookUps));
  return join(root, "scripts/ferretdb/build", `ferretdb-${hash.digest("hex").slice(0, 12)}`);
}

/**
 * Builds the server, if it is not there: minutes the first time, as Go compiles all that it stands on.
 *
 * @param {string} root
 * @returns {string | undefined} why it could not be built
 */
export function buildFerretdb(root) {
  const path = ferretdbPath(root);
  if (existsSync(path)) return undefined;
  if (!isOnPath("go", "version")) return "Go is not installed";
  console.error("Building the MongoDB server of the tests; the first time takes minutes.");
  mkdirSync(join(root, "scripts/ferretdb/build"), { recursive: true });
  const work = `${path}.${process.pid}`;
  try {
    copySources(join(root, "scripts/ferretdb"), work);
    go(work, "mod", "vendor");
    changeLookUps(work);
    go(work, "build", "-trimpath", "-o", "ferretdb", ".");
    renameSync(join(work, "ferretdb"), path);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return undefined;
}

/**
 * @param {string} from
 * @param {string} work
 */
function copySources(from, work) {
  mkdirSync(work, { recursive: true });
  for (const name of sources) copyFileSync(join(from, name), join(work, basename(name)));
}

/** @param {string} work the folder of the build, with FerretDB's sources */
function changeLookUps(work) {
  const folder = join(work, "vendor/github.com/FerretDB/FerretDB/internal/backends/sqlite");
  for (const { file, from, to } of lookUps) {
    const path = join(folder, file);
    const text = readFileSync(path, "utf8");
    if (!text.includes(from)) throw new Error(`FerretDB's ${file} has no ${from}`);
    // A function, as `$` means something in a text.
    writeFileSync(
      path,
      text.replace(from, () => to),
    );
  }
  renameSync(join(work, "where_ids.go"), join(folder, "where_ids.go"));
}

/**
 * @param {string} cwd
 * @param {string[]} args
 * @throws Error if it fails
 */
function go(cwd, ...args) {
  const { status, error } = spawnSync("go", args, { cwd, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) throw new Error(`go ${args[0]} failed: ${error?.message ?? `exit code ${status}`}`);
}

/**
 * Where the tests would get a MongoDB from, without building anything; undefined if from nowhere.
 *
 * @param {string} root
 * @returns {{ kind: "url", url: string } | { kind: "mongod" } | { kind: "ferretdb", path: string } | undefined}
 */
export function findMongodb(root) {
  const url = process.env.MONGODB_TEST_URL;
  if (url) return { kind: "url", url };
  if (isOnPath("mongod", "--version")) return { kind: "mongod" };
  const path = ferretdbPath(root);
  return existsSync(path) ? { kind: "ferretdb", path } : undefined;
}

/**
 * @param {string} program
 * @param {string} argument something harmless
 */
function isOnPath(program, argument) {
  return spawnSync(program, [argument], { stdio: "ignore" }).status === 0;
}
