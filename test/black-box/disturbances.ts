import { setTimeout as sleep } from "node:timers/promises";
import type { Part } from "./installation.js";
import type { Random } from "./random.js";

export interface Disturbances {
  /** Lets everything run again. @returns what was done how often */
  end(): Promise<ReadonlyMap<string, number>>;
}

export interface DisturbancesOptions {
  readonly random: Random;
  readonly parts: readonly Part[];
  /** Between two of them, on average. */
  readonly everyMs: number;
}

/** Kills and pauses one process after the other, until it is told to end. */
export function disturb({ random, parts, everyMs }: DisturbancesOptions): Disturbances {
  const done = new Map<string, number>();
  const ended = new AbortController();
  const pauseMs = (longest: number): Promise<void> =>
    sleep(random.whole(longest), undefined, { signal: ended.signal }).catch(() => undefined);

  async function one(part: Part): Promise<void> {
    const isKill = random.chance(0.6);
    const what = `${part.name} ${isKill ? "killed" : "paused"}`;
    done.set(what, (done.get(what) ?? 0) + 1);
    if (isKill) return part.killAndRestart();
    part.pause();
    await pauseMs(6000);
    part.goOn();
  }

  async function run(): Promise<void> {
    // One in any case, however soon all is over.
    await sleep(everyMs / 4);
    while (!ended.signal.aborted) {
      await one(random.pick(parts));
      await pauseMs(2 * everyMs);
    }
  }

  const running = run();
  return {
    async end() {
      ended.abort();
      await running;
      return done;
    },
  };
}
