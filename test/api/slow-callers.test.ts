import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { setImmediate } from "node:timers/promises";
import { fromEvent, Subject, takeUntil, tap } from "rxjs";
import type { Progress } from "../../src/long-run.js";
import type { StartRebuild } from "../../src/jobs/rebuild-jobs.js";
import { append, coursePurchased } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { startApi, type RunningApi } from "./support/start-api.js";

const analyst = { role: "analyst", id: "ana" } as const;
const support = { role: "support", id: "sue" } as const;

describe("a caller of a live stream", () => {
  let api: RunningApi;
  let progress$: Subject<Progress>;
  /** How many callers watch a rebuild. */
  let watchers: number;

  /** A rebuild that reports what the test says, and ends when it is cancelled. */
  const reported: StartRebuild = (_request, signal) => ({
    progress$: progress$.pipe(takeUntil(fromEvent(signal, "abort"))),
    result: new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error));
    }),
  });

  beforeEach(async () => {
    progress$ = new Subject();
    watchers = 0;
    const count = (change: number) => () => {
      watchers += change;
    };
    const counting = { subscribe: count(1), finalize: count(-1) };
    api = await startApi({
      rebuild: () => reported,
      change: ({ rebuildJobs }) => ({
        rebuildJobs: { ...rebuildJobs, watch: (id) => rebuildJobs.watch(id)?.pipe(tap(counting)) },
      }),
    });
  });
  afterEach(() => api.close());

  /** The answer, whose body is read when the test does it. */
  async function open(path: string, as: typeof analyst | typeof support): Promise<Response> {
    const headers = { Authorization: `Bearer ${await api.tokenFor(as)}` };
    return fetch(api.url + path, { headers });
  }

  /** Starts a rebuild, each state of which is some 2,500 bytes. */
  async function startRebuild(): Promise<string> {
    const body = { reason: "x".repeat(2000) };
    const { headers } = await api.call("/api/projections/all/rebuilds", { as: analyst, body });
    return headers.get("location") ?? "";
  }

  /** Reports one step after the other while a condition holds; the network gets its turn between them. */
  async function report(from: number, goesOn: (done: number) => boolean): Promise<number> {
    let done = from;
    while (goesOn(done)) {
      progress$.next({ phase: "folding", done: ++done, total: undefined, perSecond: 0, remainingSeconds: 0 });
      await setImmediate();
    }
    return done;
  }
  const stepsIn = (text: string): readonly number[] =>
    [...text.matchAll(/"done":(\d+)/g)].map(([, done]) => Number(done));

  it("that does not read a rebuild's progress is cut off, and gets the present state when it comes again", async () => {
    const at = await startRebuild();
    const unread = await open(`${at}/progress`, analyst);
    await eventually("it watches", () => watchers === 1);
    // What the network holds for it is not the server's, and differs between machines.
    const steps = await report(0, (done) => watchers > 0 && done < 40_000);
    expect(watchers).toBe(0);
    await expect(unread.text()).rejects.toThrow();

    const again = await open(`${at}/progress`, analyst);
    await eventually("it watches again", () => watchers === 1);
    await report(steps, (done) => done < steps + 2);
    await api.call(at, { as: analyst, method: "DELETE" });
    const text = await again.text();
    expect(stepsIn(text)).toEqual([steps, steps + 1, steps + 2, steps + 2]);
    expect(text).toMatch(/"state":"cancelled"[^\n]*\n\n$/);
  });

  it("that reads a rebuild's progress late gets all of it, up to the end", async () => {
    const at = await startRebuild();
    const late = await open(`${at}/progress`, analyst);
    await eventually("it watches", () => watchers === 1);
    // Less than is kept.
    const steps = await report(0, (done) => done < 300);
    await api.call(at, { as: analyst, method: "DELETE" });
    const text = await late.text();
    expect(stepsIn(text)).toEqual([...Array.from({ length: steps }, (_, index) => index + 1), steps]);
    expect(text).toMatch(/"state":"cancelled"[^\n]*\n\n$/);
  });

  it("that reads is not behind because one event is large", async () => {
    const bought = coursePurchased("u-1", "p-1", "c-1");
    const data = { ...bought.data, written: "x".repeat(3 * 1024 * 1024) };
    const large = { ...bought, data } as typeof bought;
    await append(api.eventStore, large, coursePurchased("u-1", "p-2", "c-2"));
    const { body } = await open("/api/support/users/u-1/events/live", support);
    let text = "";
    for await (const part of body!.pipeThrough(new TextDecoderStream())) {
      text += part;
      if (/"revision":1\b/.test(part)) break;
    }
    expect(text.match(/"revision":\d/g)).toEqual(['"revision":0', '"revision":1']);
  });
});
