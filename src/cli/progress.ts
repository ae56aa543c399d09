import { SingleBar, type Params } from "cli-progress";

export interface ProgressOptions {
  /** e.g. `Reading` */
  readonly label: string;
  /** Writes a value, e.g. bytes as megabytes. */
  readonly format?: (value: number) => string;
}

export interface Progress {
  /** @param total undefined where it is not known: then only the value is shown */
  update(value: number, total: number | undefined): void;
  /** The work is done: shows 100 %. */
  finish(): void;
  /** The work failed or was interrupted: leaves the bar where it is. */
  stop(): void;
}

/** Where progress is shown: standard error, so that standard output holds the result alone. */
export type ProgressStream = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** Shorter work needs no bar. */
const barAfterMs = 300;
const barEveryMs = 100;
/** How often a line is written if there is no terminal for a bar: a log should show that the work continues. */
const lineEveryMs = 10_000;

/** Shows progress: a bar in a terminal, a line every ten seconds elsewhere. */
export function createProgress(options: ProgressOptions, stream: ProgressStream = process.stderr): Progress {
  return stream.isTTY === true ? createBar(options, stream) : createLines(options, stream);
}

/**
 * Runs `work` and shows its progress.
 *
 * @param signal ends the work early without an error
 */
export async function withProgress<T>(
  options: ProgressOptions & { readonly signal?: AbortSignal },
  work: (update: Progress["update"]) => Promise<T>,
): Promise<T> {
  const progress = createProgress(options);
  try {
    const result = await work(progress.update);
    if (options.signal?.aborted !== true) progress.finish();
    return result;
  } finally {
    progress.stop();
  }
}

const barWidth = 20;

function createBar({ label, format = String }: ProgressOptions, stream: ProgressStream): Progress {
  let known: number | undefined;
  let isFinished = false;
  const line = ({ progress, value, eta }: Params): string => {
    if (known === undefined) return `${label}: ${isFinished ? "done" : format(value)}`;
    const done = Math.floor(progress * barWidth);
    const bar = "█".repeat(done) + "░".repeat(barWidth - done);
    const left = progress < 1 ? timeLeft(eta) : "";
    return `${label} ${bar} ${Math.floor(progress * 100)} % | ${format(value)} of ${format(known)}${left}`;
  };
  const bar = new SingleBar({ format: (_options, params) => line(params), stream, hideCursor: null });
  const draw = (value: number): void => {
    bar.setTotal(known ?? 0);
    bar.update(value);
  };
  let isStarted = false;
  let drawnAt = performance.now();
  return {
    update(value, total) {
      known = total;
      if (performance.now() - drawnAt < (isStarted ? barEveryMs : barAfterMs)) return;
      drawnAt = performance.now();
      if (!isStarted) bar.start(total ?? 0, value);
      isStarted = true;
      draw(value);
    },
    finish() {
      isFinished = true;
      draw(known ?? 0);
      bar.stop();
    },
    stop: () => {
      bar.stop();
    },
  };
}

/** @param seconds the package gives texts such as `NULL` and `INF` before there is a rate */
function timeLeft(seconds: unknown): string {
  if (typeof seconds !== "number") return "";
  if (seconds < 120) return ` | ${seconds} s left`;
  return seconds < 7200
    ? ` | ${Math.round(seconds / 60)} min left`
    : ` | ${Math.round(seconds / 3600)} h left`;
}

function createLines({ label, format = String }: ProgressOptions, stream: ProgressStream): Progress {
  let writtenAt = performance.now();
  let latest: string | undefined;
  const write = (text: string): void => {
    writtenAt = performance.now();
    latest = text;
    stream.write(`${text}\n`);
  };
  let known: number | undefined;
  return {
    update(value, total) {
      known = total;
      if (performance.now() - writtenAt < lineEveryMs) return;
      write(`${label}: ${format(value)}${total === undefined ? "" : ` of ${format(total)}`}`);
    },
    finish() {
      if (latest === undefined || known === undefined) return;
      const last = `${label}: ${format(known)} of ${format(known)}`;
      if (last !== latest) write(last);
    },
    stop: () => undefined,
  };
}

export const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;
