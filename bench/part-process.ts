import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/**
 * A piece of a benchmark that runs in a process of its own: with a fresh heap, and with a peak of memory that is
 * nobody else's. Input and output are JSON. A benchmark file exports its parts as `parts`.
 */
export type Part<Input, Output> = (input: Input, control: PartControl) => Promise<Output>;
export type Parts = Readonly<Record<string, Part<never, unknown>>>;

export interface PartControl {
  /** Tells the benchmark that this part serves at `url`; resolves when it shall end. */
  serveUntilStopped(url: string): Promise<void>;
}

export interface Measured<Output> {
  readonly output: Output;
  /** The most memory that the process ever held. */
  readonly peakRssMb: number;
  /** What all threads of the part computed, its setting up included: on a busy machine steadier than any duration. */
  readonly cpuSeconds: number;
}

export type PartMessage = { readonly url: string } | { readonly measured: Measured<unknown> };
export const stopMessage = "stop";

export interface PartRunner<P extends Parts> {
  /** Runs a part to its end. */
  run<Name extends keyof P & string>(
    name: Name,
    input: InputOf<P[Name]>,
  ): Promise<Measured<OutputOf<P[Name]>>>;
  /** Runs a part that serves while `use` works with it. */
  serve<Name extends keyof P & string, T>(
    name: Name,
    input: InputOf<P[Name]>,
    use: (url: string) => Promise<T>,
  ): Promise<Measured<OutputOf<P[Name]>> & { readonly used: T }>;
}

type InputOf<P> = P extends Part<infer Input, unknown> ? Input : never;
type OutputOf<P> = P extends Part<never, infer Output> ? Output : never;

/** Where the compiled files are, as a URL. Here, so that no part loads the compiler, which is larger than what it measures. */
export const compiledVariable = "BENCH_COMPILED";

/** Where CPU profiles of the parts go; none are taken if it is unset. */
export const profileFolderVariable = "BENCH_CPU_PROFILES";

/** @param moduleUrl the file that exports `parts` of the type `P` */
export function createPartRunner<P extends Parts>(moduleUrl: string): PartRunner<P> {
  const start = (name: string, input: unknown): PartHandle => startPart(moduleUrl, name, input);
  return {
    async run(name, input) {
      return (await start(name, input).measured) as Measured<OutputOf<P[typeof name]>>;
    },
    async serve(name, input, use) {
      const part = start(name, input);
      try {
        const used = await use(await part.url);
        part.stop();
        return { ...((await part.measured) as Measured<OutputOf<P[typeof name]>>), used };
      } finally {
        part.kill();
      }
    },
  };
}

interface PartHandle {
  readonly url: Promise<string>;
  readonly measured: Promise<Measured<unknown>>;
  stop(): void;
  kill(): void;
}

function startPart(moduleUrl: string, name: string, input: unknown): PartHandle {
  const child = fork(
    fileURLToPath(compiled("./part-child.ts")),
    [compiled(moduleUrl), name, JSON.stringify(input)],
    {
      execArgv: [...profilerArguments(moduleUrl, name)],
      // A server's log goes to its standard output, as in production, but nobody reads it.
      stdio: ["ignore", "ignore", 2, "ipc"],
    },
  );
  const failed = failureOf(child, name);
  const url = Promise.race([
    messageOf(child, (message) => ("url" in message ? message.url : undefined)),
    failed,
  ]);
  const measured = Promise.race([
    messageOf(child, (message) => ("measured" in message ? message.measured : undefined)),
    failed,
  ]);
  // A part that fails early rejects both, and nobody may be waiting for one of them.
  url.catch(() => undefined);
  measured.catch(() => undefined);
  return {
    url,
    measured: measured.then(async (result) => {
      if (child.exitCode === null) await once(child, "exit");
      return result;
    }),
    stop: () => child.send(stopMessage),
    kill: () => child.kill("SIGKILL"),
  };
}

/** The compiled form of a file of the benchmarks. */
function compiled(file: string): string {
  const root = process.env[compiledVariable];
  if (root === undefined) throw new Error("The benchmarks run from bench/run.ts only.");
  const path = new URL(file, import.meta.url).href.split("/bench/").at(-1) ?? "";
  return new URL(`bench/${path.replace(/\.ts$/, ".js")}`, root).href;
}

function profilerArguments(moduleUrl: string, name: string): readonly string[] {
  const folder = process.env[profileFolderVariable];
  if (folder === undefined) return [];
  const benchmark = new URL(moduleUrl).pathname.split("/").at(-1)?.replace(/\.ts$/, "") ?? "";
  const file = `${benchmark}.${name}.${new Date().toISOString().replaceAll(":", "")}.cpuprofile`;
  return ["--cpu-prof", `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${file}`];
}

function messageOf<T>(child: ChildProcess, pick: (message: PartMessage) => T | undefined): Promise<T> {
  return new Promise((resolve) => {
    child.on("message", (message) => {
      const picked = pick(message as PartMessage);
      if (picked !== undefined) resolve(picked);
    });
  });
}

async function failureOf(child: ChildProcess, name: string): Promise<never> {
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  // After a success the race is over, and this rejection is one of its losers.
  throw new Error(`The part ${name} ended with ${signal ?? `exit code ${code ?? 0}`}.`);
}
