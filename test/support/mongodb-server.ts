import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { findMongodb } from "../../scripts/ferretdb.mjs";
import { temporaryFolder } from "./temporary-folder.js";
import { freePort } from "./free-port.js";

/** Where there is a MongoDB to be had from, if from anywhere. */
export const foundMongodb = findMongodb(fileURLToPath(new URL("../..", import.meta.url)));

/** A server of the tests' own, with its data in a folder that outlives it. */
export interface MongodbServer {
  readonly url: string;
  /** Ends it without a chance to tidy up. */
  kill(): Promise<void>;
  /** Holds it in the middle of whatever it does: connections stay open and get no answer. */
  pause(): void;
  goOn(): void;
  /** Starts it again, at the same address. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function startMongodb(): Promise<MongodbServer> {
  const folder = await temporaryFolder();
  const port = await freePort();
  let child = await start(folder.path, port);
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  return {
    url: `mongodb://127.0.0.1:${port}/`,
    kill,
    pause: () => child.kill("SIGSTOP"),
    goOn: () => child.kill("SIGCONT"),
    async restart() {
      await kill();
      child = await start(folder.path, port);
    },
    async close() {
      await kill();
      await folder.remove();
    },
  };
}

async function start(folder: string, port: number): Promise<ChildProcess> {
  const own = ["--port", String(port), "--bind_ip", "127.0.0.1", "--dbpath", folder];
  const [program, values, isReady] =
    foundMongodb?.kind === "mongod"
      ? (["mongod", own, /Waiting for connections/] as const)
      : ([
          foundMongodb?.kind === "ferretdb" ? foundMongodb.path : "",
          [folder, String(port)],
          /^mongodb:/,
        ] as const);
  // Its standard input is open until this process ends, however it ends.
  const child = spawn(program, values, { stdio: ["pipe", "pipe", "ignore"] });
  for await (const line of createInterface({ input: child.stdout })) {
    if (!isReady.test(line)) continue;
    child.stdout.resume();
    return child;
  }
  throw new Error(`The MongoDB server ended before it was ready: ${program}`);
}

/**
 * The URL of a database of a server, with the options of the server's URL. Its user is looked for where the server's URL
 * says, and not in the database that it names now.
 */
export function urlOf(serverUrl: string, database: string): string {
  const [, start = "", named = "", query = ""] =
    /^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?([^?]*)(?:\?(.*))?$/.exec(serverUrl) ?? [];
  const options = query === "" ? [] : [query];
  if (/^mongodb:.*@/.test(start) && !/(^|&)authSource=/i.test(query))
    options.push(`authSource=${named === "" ? "admin" : named}`);
  return `${start}/${database}${options.length === 0 ? "" : `?${options.join("&")}`}`;
}
