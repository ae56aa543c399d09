import { afterEach, describe, expect, it } from "@jest/globals";
import type { ItemId } from "../../src/events/identifiers.js";
import { roles } from "../../src/events/purchase-events.js";
import type { SourceProblem } from "../../src/shop/import/problems.js";
import { keepSkipped } from "../../src/shop/import/skipped.js";
import { append, coursePurchased } from "../support/events.js";
import { startApi, type RunningApi } from "./support/start-api.js";

let api: RunningApi;
afterEach(() => api.close());

const support = { role: "support", id: "anna" } as const;
const at = "2026-01-01T00:00:00.000Z";
const leftOut = { reason: "not_imported", message: "Only a record has this course." } as const;
const notImported = (userId: string, id: string, recordId = "r-1"): SourceProblem => ({
  ...{ kind: leftOut.reason, file: "purchases.json", line: 3, message: leftOut.message },
  ...{ userId, item: { kind: "course", id: id as ItemId }, recordId, raw: `{"_id":"${recordId}"}` },
});
async function* problems(...all: readonly SourceProblem[]): AsyncGenerator<SourceProblem> {
  yield* all;
}
const skipped = async (userId: string) =>
  (await api.call(`/api/support/users/${userId}/skipped`, { as: support })).body.skipped;

describe("what imports skipped of a user", () => {
  it("has the item with its title, the reason and the value, and says whether the item is owned now", async () => {
    api = await startApi();
    await append(api.eventStore, coursePurchased("u-1", "p-1", "c-paid", at));
    const found = problems(notImported("u-1", "c-paid"), notImported("u-1", "gone", "r-2"));
    expect(await keepSkipped(found, api.eventStore.skipped, at)).toBe(2);
    expect(await skipped("u-1")).toMatchObject([
      { reasons: [leftOut], itemId: "c-paid", owned: true, raw: '{"_id":"r-1"}', skippedAt: at },
      { kind: "course", itemId: "gone", title: null, owned: false, recordId: "r-2" },
    ]);
    expect(await skipped("u-2")).toEqual([]);
  });

  it("has a damaged record once, with all that is wrong with it", async () => {
    api = await startApi();
    const invalid = { reason: "date_invalid", message: "13/25/2024 is no date." } as const;
    const damaged: SourceProblem = {
      ...notImported("u-1", "c-paid"),
      ...{ kind: invalid.reason, message: invalid.message, raw: '{"_id":"r-1","purchasedAt":"13/25/2024"}' },
    };
    const found = problems(damaged, notImported("u-1", "gone", "r-2"), notImported("u-1", "c-paid"));
    await keepSkipped(found, api.eventStore.skipped, at);
    expect(await skipped("u-1")).toMatchObject([
      { recordId: "r-1", reasons: [invalid, leftOut], raw: damaged.raw },
      { recordId: "r-2", reasons: [leftOut] },
    ]);
  });

  it("finds a user who has nothing else, and is no event", async () => {
    api = await startApi();
    await keepSkipped(problems(notImported("u-7", "gone")), api.eventStore.skipped, at);
    const { body } = await api.call("/api/support/search?q=u-7", { as: support });
    expect(body.groups).toMatchObject([{ kind: "user", matches: [{ userId: "u-7", hasEvents: false }] }]);
    expect(await api.events()).toEqual([]);
  });

  it("adds it once when two imports run at the same time", async () => {
    api = await startApi();
    const { eventStore } = api;
    const added = await Promise.all(
      [1, 2, 3].map(() => keepSkipped(problems(notImported("u-1", "gone")), eventStore.skipped, at)),
    );
    expect(added.sort()).toEqual([0, 0, 1]);
    expect(await skipped("u-1")).toHaveLength(1);
  });

  it("is for support and admin", async () => {
    api = await startApi();
    for (const role of roles) {
      const { status } = await api.call("/api/support/users/u-1/skipped", { as: { role, id: "u-1" } });
      expect([role, status]).toEqual([role, role === "support" || role === "admin" ? 200 : 403]);
    }
  });
});
