import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type Server } from "node:net";
import { mainProgram, programEnvironment } from "../support/program.js";
import { temporaryFolder } from "../support/temporary-folder.js";

jest.setTimeout(40_000);

describe("the end of the server", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    await folder.remove();
  });

  /** The server in a shell's hands, so that it can be given few files. */
  function start(environment: Readonly<Record<string, string>> = {}, limit = ""): ChildProcess {
    const script = `${limit} exec "$@"`;
    const child = spawn("bash", ["-c", script, "bash", process.execPath, ...mainProgram], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...programEnvironment(), PORT: "0", DATA_DIR: folder.path, ...environment },
    });
    children.push(child);
    return child;
  }

  /** Resolves with all that the server has printed, once that matches. */
  function untilPrinted(child: ChildProcess, wanted: RegExp): Promise<string> {
    let output = "";
    return new Promise((resolve, reject) => {
      child.stdout!.on("data", (chunk) => {
        output += String(chunk);
        if (wanted.test(output)) resolve(output);
      });
      child.once("close", () => {
        reject(new Error(`It ended: ${output}`));
      });
    });
  }

  async function untilListening(child: ChildProcess): Promise<string> {
    const output = await untilPrinted(child, /curl/);
    return /http:\/\/127\.0\.0\.1:\d+/.exec(output)![0];
  }

  /** @returns its exit code */
  async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
    const exited = once(child, "exit") as Promise<[number | null]>;
    child.kill(signal);
    const [code] = await exited;
    return code;
  }

  it.each(["SIGINT", "SIGTERM"] as const)(
    "comes with %s, also when nobody reads its output",
    async (signal) => {
      const child = start();
      const url = await untilListening(child);
      // As `npm start | head` does, and Ctrl-C with `npm start | tee log`.
      child.stdout!.destroy();
      child.stderr!.destroy();
      expect((await fetch(`${url}/readyz`)).ok).toBe(true);
      expect(await end(child, signal)).toBe(0);
    },
  );

  it("is the last that it logs", async () => {
    const child = start();
    let output = "";
    child.stdout!.on("data", (chunk) => {
      output += String(chunk);
      if (output.includes("is listening") && !child.killed) child.kill("SIGTERM");
    });
    await once(child, "close");
    expect(output.trim().split("\n").at(-1)).toContain('"msg":"Closed."');
  });

  describe("while a store accepts connections and says nothing", () => {
    let silent: Server;
    let child: ChildProcess;

    beforeEach(async () => {
      silent = createServer(() => undefined).listen(0, "127.0.0.1");
      await once(silent, "listening");
      const { port } = silent.address() as { port: number };
      child = start({ EVENTSTORE_URL: `esdb://127.0.0.1:${port}?tls=false` });
      await untilListening(child);
    });
    afterEach(() => {
      silent.close();
    });

    it("comes by itself", async () => {
      // With 1 where not everything was closed in the time that Docker leaves.
      expect([0, 1]).toContain(await end(child, "SIGTERM"));
    });
  });

  it("comes at once with a second signal, though a request is still under way", async () => {
    const child = start();
    const { hostname, port } = new URL(await untilListening(child));
    const connection = connect(Number(port), hostname).on("error", () => undefined);
    // A whole request, so that its answer shows that all has arrived, and the beginning of another one.
    connection.write("GET /readyz HTTP/1.1\r\nHost: ledger\r\n\r\nGET /api/status HTTP/1.1\r\n");
    await once(connection, "data");
    const isClosing = untilPrinted(child, /"msg":"Closing/);
    const exited = once(child, "exit");
    child.kill("SIGTERM");
    await isClosing;
    child.kill("SIGTERM");
    // With 0 it would have waited for the request.
    expect(await exited).toEqual([1, null]);
    connection.destroy();
  });

  it("is a sentence, and no stack trace, where too few files may be open", async () => {
    const child = start({}, "ulimit -n 150;");
    let errors = "";
    child.stderr!.on("data", (chunk: Buffer) => (errors += chunk.toString()));
    const [code] = (await once(child, "close")) as [number | null];
    expect(errors).toMatch(/^Only \d+ more files may be open at once.*ulimit -n 1024\n$/);
    expect(code).toBe(3);
  });
});
