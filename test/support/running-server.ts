import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { issueToken } from "../../src/api/http/auth/issue-token.js";
import { userIdSchema } from "../../src/events/id-schemas.js";
import type { Role } from "../../src/events/purchase-events.js";
import { ledgerProgram, programEnvironment } from "./program.js";

const secret = "a-secret-for-tests-of-at-least-32-characters";

export interface RunningServer {
  readonly url: string;
  readonly child: ChildProcess;
  /** Its log, line by line. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  call(
    path: string,
    options: { as: { role: Role; id: string }; body?: object; method?: string },
  ): Promise<{
    readonly status: number;
    readonly body: Readonly<Record<string, unknown>>;
  }>;
  /** A token that this server takes. */
  tokenFor(who: { role: Role; id: string }, expiresInSeconds?: number): Promise<string>;
  /** Asks it to end, and waits until it has. @returns its exit code */
  stop(): Promise<number | null>;
}

/** `ledger serve` in a process of its own, on a port that the system chooses. */
export async function startServerProcess(
  dataDir: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningServer> {
  const child = spawn(process.execPath, [...ledgerProgram, "serve"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...programEnvironment(), PORT: "0", DATA_DIR: dataDir, JWT_SECRET: secret, ...environment },
  });
  const lines: Record<string, unknown>[] = [];
  const exited = once(child, "exit") as Promise<[number | null]>;
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const parsed = JSON.parse(line) as Record<string, unknown>;
      lines.push(parsed);
      if (typeof parsed.url === "string") resolve(parsed.url);
    });
    exited.then(([code]) => reject(new Error(`It ended with ${String(code)}: ${errors}`)), reject);
  });
  const tokenFor: RunningServer["tokenFor"] = ({ role, id }, expiresInSeconds = 3600) =>
    issueToken({ secret, userId: userIdSchema.parse(id), role, expiresInSeconds, now: new Date() });
  return {
    url,
    child,
    lines,
    tokenFor,
    async call(path, { as, body, method = body === undefined ? "GET" : "POST" }) {
      const token = await tokenFor(as);
      const response = await fetch(url + path, {
        method,
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    async stop() {
      child.kill("SIGTERM");
      return (await exited)[0];
    },
  };
}
