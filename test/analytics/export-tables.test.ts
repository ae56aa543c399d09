import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { eventsTable, historyTable, ownershipTable } from "../../src/cli/export-tables.js";
import type { Item } from "../../src/events/identifiers.js";
import type { HistoryFilter } from "../../src/stores/read-model/history-analytics.js";
import { appendUnreadable } from "../support/older-program.js";
import { collect, item, user } from "../support/events.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { openShop, sold, type OpenShop } from "./support/shop.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let shop: OpenShop;
beforeEach(async () => {
  folder = await temporaryFolder();
  shop = await openShop(folder.path);
});
afterEach(async () => {
  await shop.close();
  await folder.remove();
});

const theCourse: Item = item("course", "c-1");
const [january, february] = ["2026-01-01T00:00:00.000Z", "2026-02-01T00:00:00.000Z"];

describe("the table of history", () => {
  const ids = async (filter: HistoryFilter): Promise<readonly string[]> =>
    (await collect(historyTable(shop.readModel.analytics, filter).batches)).map(
      ({ userId, purchaseId }) => `${userId} ${purchaseId}`,
    );

  it("keeps to a range, a user and an item", async () => {
    expect(await ids({})).toEqual(["u-1 p-1", "u-1 p-2", "u-2 p-1", "u-2 p-2"]);
    expect(await ids({ from: january, to: february })).toEqual(["u-1 p-1", "u-2 p-1"]);
    expect(await ids({ userId: user("u-2") })).toEqual(["u-2 p-1", "u-2 p-2"]);
    expect(await ids({ item: theCourse, userId: user("u-1") })).toEqual(["u-1 p-1"]);
    expect(await ids({ item: item("test", "c-1") })).toEqual([]);
  });
});

describe("the table of ownership", () => {
  const documents = async (filter: HistoryFilter): Promise<readonly unknown[]> => {
    const table = ownershipTable(shop.readModel.analytics, filter);
    return (await collect(table.batches)).map(table.toJson);
  };
  const rows = async (filter: HistoryFilter): Promise<readonly string[]> => {
    const table = ownershipTable(shop.readModel.analytics, filter);
    const forms = {
      titleOf: ({ id }: Item) => `Title of ${id}`,
      dateOf: (instant: string | null) => instant,
    };
    return (await collect(table.batches))
      .flatMap((document) => table.toRows(document, forms))
      .map(([userId, kind, id, title, purchasedAt]) => {
        expect(title).toBe(`Title of ${id as string}`);
        return ([userId, kind, id, purchasedAt] as string[]).join(" ");
      });
  };

  it("has a row for each item that somebody owns, or for those that are asked for", async () => {
    const all = ["u-1 test t-1 2026-02-01T00:00:00.000Z", "u-2 course c-1 2026-01-31T23:59:59.999Z"];
    expect(await rows({})).toEqual([...all, "u-2 course -2 "]);
    expect(await rows({ item: theCourse })).toEqual(all.slice(1));
    expect(await rows({ from: january })).toEqual(all);
    expect(await rows({ from: february })).toEqual(all.slice(0, 1));
    expect(await rows({ userId: user("u-1"), item: theCourse })).toEqual([]);
  });

  it("has the whole documents of those who own what is asked for", async () => {
    const stored = [await shop.readModel.ownership(user("u-1")), await shop.readModel.ownership(user("u-2"))];
    expect(await documents({})).toEqual(stored);
    expect(await documents({ item: theCourse })).toEqual(stored.slice(1));
    expect(await documents({ from: february })).toEqual(stored.slice(0, 1));
    expect(await documents({ userId: user("u-2") })).toEqual(stored.slice(1));
  });
});

describe("the table of events", () => {
  const count = async (filter: HistoryFilter): Promise<number> => {
    const { signal } = new AbortController();
    return (await collect(eventsTable({ eventStore: shop.eventStore, filter, signal }).batches)).length;
  };

  it("keeps to a range of the time of recording, a user and an item", async () => {
    expect(await count({})).toBe(sold.flat().length);
    expect(await count({ userId: user("u-2") })).toBe(2);
    expect(await count({ item: theCourse })).toBe(3);
    expect(await count({ item: theCourse, userId: user("u-1") })).toBe(2);
    // They were recorded while this test ran, whenever the purchases were made.
    expect(await count({ to: february })).toBe(0);
    expect(await count({ from: january })).toBe(sold.flat().length);
  });

  it("leaves no event out because it cannot be read", async () => {
    await appendUnreadable(shop.eventStore, "u-2", 1);
    expect(await count({ item: item("test", "t-1") })).toBe(2);
    expect(await count({ item: item("test", "t-1"), userId: user("u-1") })).toBe(1);
  });
});
