import { Presets, SingleBar } from "cli-progress";

export interface ProgressOptions {
  /** e.g. `Reading` */
  readonly label: string;
  /** Writes a value of the bar, e.g. bytes as megabytes. */
  readonly format?: (value: number) => string;
}

export interface Progress {
  readonly update: (value: number, total: number) => void;
  /** Removes the bar. */
  stop(): void;
}

/** Work that is shorter needs no bar. */
const barAfterMs = 300;
const barEveryMs = 100;
/** How often a line is written where there is no terminal to draw a bar on: a log should show that it moves. */
const lineEveryMs = 10_000;

/** Shows progress on standard error: a bar in a terminal, a line now and then otherwise. */
export function createProgress({ label, format = String }: ProgressOptions): Progress {
  return process.stderr.isTTY ? createBar(label, format) : createLines(label, format);
}

function createBar(label: string, format: (value: number) => string): Progress {
  const bar = new SingleBar(
    {
      format: `${label} {bar} {percentage} % | {value} of {total}{eta_formatted}`,
      // Before there is a rate, the package gives texts such as NULL and INF for the seconds.
      formatTime: (seconds: unknown) => (typeof seconds === "number" ? ` | ${seconds} s left` : ""),
      // What the command says afterwards is the result; a bar that was not drawn to its end would contradict it.
      clearOnComplete: true,
      formatValue: (value, _options, type) =>
        type === "value" || type === "total" ? format(value) : String(value),
      stream: process.stderr,
      hideCursor: null,
    },
    Presets.shades_classic,
  );
  let started = false;
  let drawnAt = performance.now();
  return {
    update(value, total) {
      if (performance.now() - drawnAt < (started ? barEveryMs : barAfterMs)) return;
      drawnAt = performance.now();
      if (!started) bar.start(total, value);
      started = true;
      bar.setTotal(total);
      bar.update(value);
    },
    stop() {
      if (started) bar.stop();
    },
  };
}

function createLines(label: string, format: (value: number) => string): Progress {
  let writtenAt = performance.now();
  return {
    update(value, total) {
      if (performance.now() - writtenAt < lineEveryMs) return;
      writtenAt = performance.now();
      console.error(`${label}: ${format(value)} of ${format(total)}`);
    },
    stop: () => undefined,
  };
}

export const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;
