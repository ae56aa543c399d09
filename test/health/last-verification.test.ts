import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createVerificationReader } from "../../src/health/last-verification.js";
import type { AuditedAction, RecordedAuditEntry } from "../../src/stores/event-store/audit-log.js";

const at = (number: number): string => new Date(number * 60_000).toISOString();
const entry = (number: number, action: AuditedAction, log = "e"): RecordedAuditEntry => ({
  ...{ id: `${log}-${number}`, number, action, at: at(number), operator: "ana", reason: "" },
  details: { clean: true, users: 3, driftedUsers: 0 },
});

/** An audit log that counts what is read of it. */
function openLog() {
  const log = {
    stored: [] as RecordedAuditEntry[],
    read: 0,
    entries({ limit, before = Infinity }: { limit: number; before?: number | undefined }) {
      const page = log.stored.filter(({ number }) => number < before).slice(-limit);
      log.read += page.length;
      return Promise.resolve(page.reverse());
    },
  };
  return log;
}

describe("the reader of the last verification", () => {
  it("reads a long log once, and then only what is new", async () => {
    const log = openLog();
    log.stored = Array.from({ length: 5000 }, (_, n) => entry(n + 1, "revoke"));
    const read = createVerificationReader(log);
    expect(await read()).toBeUndefined();
    expect(log.read).toBe(5000);
    for (let call = 0; call < 3; call++) expect(await read()).toBeUndefined();
    expect(log.read).toBeLessThan(6000);

    log.stored.push(entry(5001, "verify"));
    expect(await read()).toMatchObject({ at: at(5001), isClean: true, outdatedBy: undefined });
    log.stored.push(entry(5002, "repair"), entry(5003, "grant"));
    expect(await read()).toMatchObject({ at: at(5001), outdatedBy: { id: "e-5002" } });
    expect(await read()).toMatchObject({ at: at(5001), outdatedBy: { id: "e-5002" } });
  });

  it("keeps nothing of a log that another one has replaced", async () => {
    const log = openLog();
    log.stored = [entry(1, "verify"), entry(2, "grant")];
    const read = createVerificationReader(log);
    expect(await read()).toMatchObject({ at: at(1) });
    log.stored = [entry(1, "repair", "other"), entry(2, "grant", "other"), entry(3, "grant", "other")];
    expect(await read()).toBeUndefined();
    log.stored = [];
    expect(await read()).toBeUndefined();
  });

  it("says what a reader of the whole log says, whatever is recorded between the calls", async () => {
    const actions = fc.constantFrom<AuditedAction>("verify", "repair", "rebuild", "grant", "rollback");
    const run = fc.option(
      fc.record({ id: fc.constantFrom("r-1", "r-2", "r-3"), isEnd: fc.boolean(), succeeded: fc.boolean() }),
    );
    const recorded = fc.array(fc.tuple(actions, run, fc.boolean()), { maxLength: 40 });
    const property = fc.asyncProperty(recorded, async (all) => {
      const log = openLog();
      const read = createVerificationReader(log);
      for (const [action, of, isAsked] of all) {
        const { id, isEnd, succeeded } = of ?? {};
        const outcome = succeeded === true ? "succeeded" : "failed";
        const number = log.stored.length + 1;
        const end = isEnd === true ? { startedAt: at(0), outcome } : { host: "elsewhere", process: "1" };
        const added = id === undefined ? {} : { run: { id, ...end } as RecordedAuditEntry["run"] };
        log.stored.push({ ...entry(number, action), ...added } as RecordedAuditEntry);
        if (isAsked) expect(await read()).toEqual(await createVerificationReader(log)());
      }
      const [one, other] = await Promise.all([read(), read()]);
      expect([one, other]).toEqual(Array(2).fill(await createVerificationReader(log)()));
    });
    await fc.assert(property, { numRuns: 300 });
  });
});
