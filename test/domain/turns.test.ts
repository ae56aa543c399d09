import { describe, expect, it } from "@jest/globals";
import { ReplaySubject } from "rxjs";
import { createTurns } from "../../src/commands/turns.js";
import { LedgerError } from "../../src/errors.js";
import { stream } from "../support/events.js";

describe("turns", () => {
  const one = stream("u-1");
  const away = new LedgerError("event_store_unavailable", "Away.");
  const never = new Promise<never>(() => undefined);

  /** Work that ends when it is told to. */
  function deferred<T>() {
    let resolve!: (value: T) => void;
    let reject!: (error: Error) => void;
    const promise = new Promise<T>((...both) => ([resolve, reject] = both));
    return { promise, resolve, reject };
  }

  it("runs the work of one stream in its order, and that of others beside it", async () => {
    const takeTurn = createTurns({});
    const first = deferred<string>();
    const begun: string[] = [];
    const work = (name: string, result: Promise<string>) => () => {
      begun.push(name);
      return result;
    };
    const results = [
      takeTurn(one, work("first", first.promise)),
      takeTurn(one, work("second", Promise.resolve("second"))),
      takeTurn(stream("u-2"), work("other", Promise.resolve("other"))),
    ];
    expect(await results[2]).toBe("other");
    expect(begun).toEqual(["first", "other"]);
    first.resolve("first");
    expect(await Promise.all(results)).toEqual(["first", "second", "other"]);
  });

  it("lets the next one begin after a failure that is the command's own", async () => {
    const takeTurn = createTurns({});
    const refused = takeTurn(one, () => Promise.reject(new LedgerError("not_free", "No.")));
    const next = takeTurn(one, () => Promise.resolve("done"));
    await expect(refused).rejects.toMatchObject({ code: "not_free" });
    expect(await next).toBe("done");
  });

  it("fails the whole queue with the first whom the store does not answer, and begins afresh", async () => {
    const takeTurn = createTurns({});
    const first = deferred<string>();
    let begun = 0;
    const queued = Array.from({ length: 11 }, () => takeTurn(one, () => Promise.resolve(begun++)));
    const results = Promise.allSettled([takeTurn(stream("u-2"), () => first.promise), ...queued]);
    first.resolve("fine");
    await results;
    expect(begun).toBe(11);

    const hanging = deferred<string>();
    const all = [
      takeTurn(one, () => hanging.promise),
      ...Array.from({ length: 11 }, () => takeTurn(one, () => Promise.resolve(`${begun++}`))),
    ];
    hanging.reject(away);
    for (const { status } of await Promise.allSettled(all)) expect(status).toBe("rejected");
    expect(begun).toBe(11);
    expect(await takeTurn(one, () => Promise.resolve("again"))).toBe("again");
  });

  it("counts the time from the call on, also while it waits", async () => {
    const takeTurn = createTurns({ timeoutMs: 50 });
    const running = takeTurn(one, () => never);
    let begun = false;
    const waiting = takeTurn(one, () => Promise.resolve((begun = true)));
    for (const each of [running, waiting])
      await expect(each).rejects.toMatchObject({
        code: "event_store_unavailable",
        message: expect.stringContaining("within 50 ms") as unknown,
      });
    expect(begun).toBe(false);
  });

  it("skips callers who are gone, and keeps the turn of work that has begun", async () => {
    const takeTurn = createTurns({});
    const gone$ = new ReplaySubject();
    const first = deferred<string>();
    let begun = 0;
    const running = takeTurn(one, () => first.promise, gone$);
    const left = takeTurn(one, () => Promise.resolve(begun++), gone$);
    const stayed = takeTurn(one, () => Promise.resolve("stayed"));
    const leaving = Promise.allSettled([running, left]);
    gone$.next(true);
    for (const { status } of await leaving) expect(status).toBe("rejected");
    await expect(takeTurn(one, () => Promise.resolve(begun++), gone$)).rejects.toThrow("disconnected");
    first.resolve("late");
    expect(await stayed).toBe("stayed");
    expect(begun).toBe(0);
  });
});
