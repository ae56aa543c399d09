import { describe, expect, it } from "@jest/globals";
import { judgeConsistency, judgeStored, type ConsistencyParts } from "../../src/health/consistency.js";
import { createVerificationReader } from "../../src/health/last-verification.js";
import type { AuditedAction, RecordedAuditEntry } from "../../src/stores/event-store/audit-log.js";
import { user } from "../support/events.js";

const now = "2026-03-01T12:00:00.000Z";
const before = "2026-03-01T11:00:00.000Z";
const longAgo = "2026-02-01T00:00:00.000Z";

const entry = (number: number, action: AuditedAction, at: string, details = {}): RecordedAuditEntry => ({
  ...{ id: `e-${number}`, number, action, at, operator: "ana", reason: "", details },
});
const logOf = (...entries: readonly RecordedAuditEntry[]) => ({
  entries: ({ limit, before: until = Infinity }: { limit: number; before?: number | undefined }) =>
    Promise.resolve(
      entries
        .filter(({ number }) => number < until)
        .sort((a, b) => b.number - a.number)
        .slice(0, limit),
    ),
});

const parts: ConsistencyParts = {
  health: { ready: true, reasons: [], causes: [], checks: [] },
  projector: {
    ...{
      incomplete: false,
      state: "live",
      since: longAgo,
      position: undefined,
      eventCount: 9,
      head: undefined,
      lagEvents: 0,
    },
    ...{ lagSeconds: 0, eventsPerSecond: 0, provenAt: now, lastError: undefined, deadLetters: 0 },
  },
  sampler: {
    ...{ cpuPercent: 5, usersSampled: 10, usersDrifted: 0, driftedUsers: [] },
    ...{ usersHeldBack: 0, heldBackUsers: [] },
    walk: { startedAt: before, users: 3, share: 0.3, endsAt: now },
    totals: { users: 10, owned: { ownership: 9, history: 9 }, unmatchedItems: 0, countedAt: before },
    ...{ lastCleanWalkBeganAt: longAgo, lastCleanPassAt: before },
  },
  verification: undefined,
  now: new Date(now),
};
const clean = { clean: true, users: 10, driftedUsers: 0, events: 9 };
const drifted = { clean: false, users: 2436, driftedUsers: 10, events: 14_176 };
const verified = (details: object, ...later: readonly RecordedAuditEntry[]) =>
  createVerificationReader(logOf(entry(1, "verify", before, details), ...later))();
const stateOf = (change: Partial<ConsistencyParts>) => judgeConsistency({ ...parts, ...change }).state;
const noSampler = { ...parts.sampler, cpuPercent: 0 };

describe("the headline of the projections", () => {
  it("is green by a whole walk of the sampler, or by a verification, and says when that was", async () => {
    expect(judgeConsistency(parts)).toMatchObject({
      state: "proven",
      findings: [{ source: "sampler", at: before, of: 10 }],
    });
    const verification = await verified(clean);
    expect(judgeConsistency({ ...parts, sampler: noSampler, verification })).toMatchObject({
      state: "proven",
      findings: [{ source: "verification", at: before, of: 10 }],
    });
  });

  it("is never greener than the last verification, the sampler, dead letters, the lag or the health", async () => {
    expect(stateOf({ verification: await verified(drifted) })).toBe("drifted");
    expect(stateOf({ verification: await verified({ ...clean, heldBackUsers: 1 }) })).toBe("held_back");
    expect(stateOf({ sampler: { ...parts.sampler, usersDrifted: 1 } })).toBe("drifted");
    expect(stateOf({ sampler: { ...parts.sampler, usersHeldBack: 1 } })).toBe("held_back");
    expect(stateOf({ projector: { ...parts.projector, deadLetters: 2 } })).toBe("held_back");
    expect(stateOf({ projector: { ...parts.projector, lagSeconds: 60, lagEvents: 7 } })).toBe("behind");
    expect(stateOf({ projector: { ...parts.projector, state: "waiting" } })).toBe("behind");
    expect(stateOf({ verification: await verified({ ...clean, clean: false, logDamage: 1 }) })).toBe(
      "unhealthy",
    );
    const check = {
      name: "event_log",
      ok: false,
      code: "event_store_unavailable",
      message: "Away.",
    } as const;
    const checks = [{ ...check, since: before, provenAt: now, proof: "" }];
    expect(stateOf({ health: { ready: false, reasons: [], causes: [], checks } })).toBe("unhealthy");
  });

  it("forgets what a verification held back once a later walk has found nobody held back", async () => {
    const verification = await verified({ ...clean, heldBackUsers: 1 });
    const later = { ...parts.sampler, lastCleanWalkBeganAt: now, lastCleanPassAt: now };
    expect(stateOf({ verification, sampler: later })).toBe("proven");
    expect(stateOf({ verification, sampler: { ...later, lastCleanWalkBeganAt: before } })).toBe("held_back");
    expect(stateOf({ verification, sampler: { ...later, usersHeldBack: 1 } })).toBe("held_back");
    expect(stateOf({ verification, sampler: noSampler })).toBe("held_back");
    const projector = { ...parts.projector, deadLetters: 1 };
    expect(stateOf({ verification, sampler: later, projector })).toBe("held_back");
  });

  it("names users of whom a server has cut the streams, without a server of its own", async () => {
    const stored = { wrong: [], deadLetters: 0, lagEvents: 0, lagSeconds: 0, now: new Date(now) };
    const verification = await verified({ ...clean, heldBackUsers: 1 });
    const judged = (...cut: readonly string[]) =>
      judgeStored({ ...stored, verification, cutUsers: new Set(cut.map((id) => user(id))) });
    expect(judged("u-7", "u-6", "u-5", "u-4", "u-3", "u-2", "u-1").findings).toMatchObject([
      {
        source: "cut_streams",
        count: 7,
        message: expect.stringMatching(/u-1, .*u-5 and 2 more\.$/) as unknown,
      },
      { source: "verification", state: "held_back", count: 1 },
    ]);
    expect(judged()).toMatchObject({ state: "unproven" });
  });

  it("names everything that is known, the worst first", async () => {
    const projector = { ...parts.projector, deadLetters: 2 };
    const { findings } = judgeConsistency({ ...parts, projector, verification: await verified(drifted) });
    expect(findings.map(({ source, state, count }) => [source, state, count])).toEqual([
      ["verification", "drifted", 10],
      ["dead_letters", "held_back", 2],
      ["sampler", "proven", 0],
    ]);
  });

  it("says that a prefix is needed where more users are held back than are the ledger's own", () => {
    const messageOf = (deadLetters: number) =>
      judgeConsistency({ ...parts, projector: { ...parts.projector, deadLetters } }).findings.find(
        ({ source }) => source === "dead_letters",
      )?.message;
    expect(messageOf(1000)).toBeUndefined();
    expect(messageOf(1001)).toMatch(/^1001 users are held back\..*set EVENTSTORE_PREFIX/);
  });

  it("is unproven where nobody has compared all users", () => {
    const sampler = { ...parts.sampler, lastCleanWalkBeganAt: undefined, lastCleanPassAt: undefined };
    expect(stateOf({ sampler })).toBe("unproven");
    expect(stateOf({ sampler: noSampler })).toBe("unproven");
  });

  it.each(["rebuild", "rollback", "repair", "retry-dead-letter"] as const)(
    "a %s makes the verification before it old, and a walk that began before it proves nothing",
    async (action) => {
      for (const details of [clean, drifted]) {
        const verification = await verified(details, entry(2, action, before), entry(3, "revoke", before));
        expect(verification?.outdatedBy).toMatchObject({ action, operator: "ana" });
        expect(stateOf({ verification, sampler: noSampler })).toBe("unproven");
        expect(stateOf({ verification })).toBe("unproven");
        const sampler = { ...parts.sampler, lastCleanWalkBeganAt: now, lastCleanPassAt: now };
        expect(stateOf({ verification, sampler })).toBe("proven");
      }
    },
  );

  it("is not made old by a retry that has released nobody", async () => {
    const end = { id: "r-1", startedAt: before, outcome: "succeeded" } as const;
    const retried = (users: readonly string[]) =>
      verified(clean, { ...entry(2, "retry-dead-letter", before, { heldBack: 2, users }), run: end });
    expect((await retried([]))?.outdatedBy).toBeUndefined();
    expect((await retried(["u-1"]))?.outdatedBy).toMatchObject({ action: "retry-dead-letter" });
  });

  it("finds the last verification however much was done since", async () => {
    const later = Array.from({ length: 500 }, (_, n) => entry(n + 2, "revoke", now));
    expect(await verified(clean, ...later)).toMatchObject({ at: before, outdatedBy: undefined });
    expect(await createVerificationReader(logOf(...later))()).toBeUndefined();
  });
});
