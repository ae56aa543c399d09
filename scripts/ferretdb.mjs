import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";

/** The MongoDB server of the tests, see scripts/ferretdb/main.go: a program in Go, built where its sources lie. */

const sources = ["go.mod", "go.sum", "main.go", "door.go"];

/**
 * The path of the built server; its name has the hash of its sources, so that another version is another file.
 *
 * @param {string} root the project's folder
 */
function ferretdbPath(root) {
  const hash = createHash("sha256");
  for (const name of sources) hash.update(readFileSync(join(root, "scripts/ferretdb", name)));
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
  const unfinished = `${path}.${process.pid}`;
  const { status, error } = spawnSync("go", ["build", "-trimpath", "-o", unfinished, "."], {
    cwd: join(root, "scripts/ferretdb"),
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status !== 0) return `go build failed: ${error?.message ?? `exit code ${status}`}`;
  renameSync(unfinished, path);
  return undefined;
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
