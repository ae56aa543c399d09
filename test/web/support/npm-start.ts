import { spawn } from "node:child_process";
import { once } from "node:events";
import { mainProgram, programEnvironment } from "../../support/program.js";
import type { RunningServer } from "../../support/running-server.js";

export interface LocalServer extends Pick<RunningServer, "url" | "tokenFor"> {
  /** What it prints: good once. */
  readonly signInLink: string;
  stop(): Promise<void>;
}

/** What `npm start` runs, on a machine where nothing is set: it makes its own secret and prints a link to sign in. */
export async function startLocally(dataDir: string): Promise<LocalServer> {
  const { JWT_SECRET: _secret, JWKS_URL: _url, ...inherited } = programEnvironment();
  const child = spawn(process.execPath, [...mainProgram], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...inherited, PORT: "0", DATA_DIR: dataDir },
  });
  const exited = once(child, "exit");
  let output = "";
  const signInLink = await new Promise<string>((resolve, reject) => {
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      // The whole line, not the beginning of one.
      const link = /(http:\S+#code=\S+)\s/.exec(output)?.[1];
      if (link !== undefined) resolve(link);
    });
    exited.then(() => reject(new Error(`It ended: ${output}`)), reject);
  });
  return {
    url: new URL(signInLink).origin,
    signInLink,
    tokenFor: () => Promise.reject(new Error("Only it knows its secret.")),
    async stop() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}
