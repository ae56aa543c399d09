import { afterEach, describe, expect, it } from "@jest/globals";
import { LedgerError } from "../../src/errors.js";
import { createHealthMonitor, type HealthMonitor } from "../../src/health/health.js";
import { watchAppends } from "../../src/health/watch-appends.js";
import type { FollowerStatus } from "../../src/log/follower-status.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { stream } from "../support/events.js";
import { eventually } from "../support/eventually.js";

describe("the ledger's health", () => {
  const at = "2026-01-05T10:00:00.000Z";
  const live: FollowerStatus = {
    incomplete: false,
    ...{ state: "live", since: at, position: undefined, eventCount: 0, head: undefined, lagEvents: 0 },
    ...{ lagSeconds: 0, eventsPerSecond: 0, provenAt: at, lastError: undefined },
  };
  const failed = (code: "log_mismatch" | "read_model_unavailable"): FollowerStatus => ({
    ...live,
    state: code === "log_mismatch" ? "stopped" : "waiting",
    lastError: { code, message: "It is so.", at },
  });
  const away = new LedgerError("event_store_unavailable", "Away.");
  const never = (): Promise<never> => new Promise(() => undefined);
  let clock = Date.parse(at);
  const monitors: HealthMonitor[] = [];

  function monitor(change: Partial<Parameters<typeof createHealthMonitor>[0]> = {}): HealthMonitor {
    const made = createHealthMonitor({
      eventStore: { head: () => Promise.resolve({ position: undefined, eventCount: 0 }) },
      readModel: { checkpoint: () => Promise.resolve() },
      appends: { last: () => undefined, lookAgain: () => Promise.resolve() },
      projector: { status: () => live },
      now: () => new Date(clock),
      ...change,
    });
    monitors.push(made);
    made.start();
    return made;
  }
  const checkOf = ({ health }: HealthMonitor, wanted: string) =>
    health().checks.find(({ name }) => name === wanted);

  afterEach(() => {
    for (const made of monitors.splice(0)) made.stop();
  });

  it("is ready while nothing speaks against it, and says since when and by what proof", async () => {
    const all = monitor();
    await eventually("all is known", () => checkOf(all, "read_model")?.ok === true);
    expect(all.health()).toMatchObject({ ready: true, reasons: [] });
    for (const { name, since, proof } of all.health().checks) {
      expect([name, since]).toEqual([name, at]);
      expect(proof).toMatch(/^[A-Z].*\.$/);
    }
  });

  it.each([
    ["event_log", { eventStore: { head: never } }, "event_store_unavailable"],
    ["event_log", { eventStore: { head: () => Promise.reject(away) } }, "event_store_unavailable"],
    ["read_model", { readModel: { checkpoint: never } }, "read_model_unavailable"],
    ["same_log", { projector: { status: () => failed("log_mismatch") } }, "log_mismatch"],
    ["projections", { projector: { status: () => failed("read_model_unavailable") } }, "projection_behind"],
  ])("is not ready when %s hangs or fails, and answers at once", async (name, change, code) => {
    const one = monitor(change);
    await eventually("it is known", () => checkOf(one, name)?.ok === false);
    expect(one.health()).toMatchObject({ ready: false, reasons: expect.arrayContaining([code]) as unknown });
    expect(checkOf(one, name)?.message).toMatch(/\.$/);
  });

  it("is not ready while a part that was added fails", async () => {
    const one = monitor();
    await eventually("all is known", () => checkOf(one, "read_model")?.ok === true);
    one.add(() => ({
      name: "token_keys",
      ok: false,
      code: "token_keys_unavailable",
      message: "Away.",
      since: at,
      provenAt: undefined,
      proof: "Loaded.",
    }));
    expect(one.health()).toMatchObject({ ready: false, reasons: ["token_keys_unavailable"] });
  });

  it("does not look again while a store has not answered: nothing piles up", async () => {
    let looks = 0;
    const hanging = monitor({
      eventStore: {
        head: () => {
          looks += 1;
          return never();
        },
      },
    });
    await eventually("it is known", () => checkOf(hanging, "event_log")?.ok === false);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(looks).toBe(1);
  });

  it("is not ready after an append that failed, until one succeeds or the log can be written again", async () => {
    const full = new LedgerError("event_store_unavailable", "Full.", { details: { cause: "disk_full" } });
    let failing = true;
    const write = () => (failing ? Promise.reject(full) : Promise.resolve());
    const store = {
      append: () => write().then(() => ({ revision: 0, position: "1" })),
      tryWriting: write,
    } as unknown as EventStore;
    const appends = watchAppends(store, () => new Date(clock));
    const one = monitor({ appends });
    const append = () => appends.eventStore.append(stream("u-1"), [], "no-stream").catch(() => undefined);
    const red = { ready: false, reasons: ["event_store_unavailable"], causes: ["disk_full"] };
    await append();
    const { since } = checkOf(one, "appends")!;
    expect(one.health()).toMatchObject(red);
    clock += 3_600_000;
    await eventually("it has tried again", () => checkOf(one, "appends")?.provenAt !== since);
    expect(one.health()).toMatchObject(red);
    expect(checkOf(one, "appends")).toMatchObject({ since, message: "Full." });
    failing = false;
    await append();
    expect(one.health().ready).toBe(true);
    failing = true;
    await append();
    expect(one.health().ready).toBe(false);
    failing = false;
    await eventually("it can be written again", () => one.health().ready);
  });

  it("takes an append that was refused for an answer", async () => {
    const refused = new LedgerError("revision_conflict", "No.");
    const store = { append: () => Promise.reject(refused) } as unknown as EventStore;
    const { eventStore, last } = watchAppends(store, () => new Date(clock));
    await expect(eventStore.append(stream("u-1"), [], 3)).rejects.toBe(refused);
    expect(last()).toBeUndefined();
  });

  it("lets nothing be recorded while the log is another one", () => {
    const mismatched = monitor({ projector: { status: () => failed("log_mismatch") } });
    expect(() => {
      mismatched.assertSameLog();
    }).toThrow("It is so.");
    monitor().assertSameLog();
  });
});
