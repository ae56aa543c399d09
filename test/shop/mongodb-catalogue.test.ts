import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { Double, Int32, Long, ObjectId, type Collection, type Document } from "mongodb";
import type { Catalogue } from "../../src/catalogue/catalogue.js";
import { openShopCatalogue } from "../../src/catalogue/shop-catalogue.js";
import { item } from "../support/events.js";
import { isWrite, openDoor, type Door } from "../support/mongodb-door.js";
import { useMongodb, type TestDatabase } from "../support/mongodb.js";

/** A document of the shop's, whatever it may hold. */
type ShopItem = Document & { _id: string | number | ObjectId | Long };

const mongodb = useMongodb();
const freshMs = 1000;
const staleMs = 60_000;
const retryMs = 100;

describe("the shop's own courses and tests as the catalogue", () => {
  let database: TestDatabase;
  let door: Door;
  let catalogue: Catalogue | undefined;
  let now: number;
  let refused: string[];
  let reloads: number[];
  let commands: string[];

  const courses = (): Collection<ShopItem> => database.db.collection<ShopItem>("courses");
  const tests = (): Collection<ShopItem> => database.db.collection<ShopItem>("tests");
  const open = (currency = "EUR"): Catalogue =>
    (catalogue = openShopCatalogue({
      url: door.url,
      currency,
      freshMs,
      staleMs,
      retryMs,
      clock: () => now,
      onRefused: ({ message }) => refused.push(message),
      onReload: (items) => reloads.push(items),
    }));

  beforeEach(async () => {
    database = await mongodb.newDatabase();
    door = await openDoor(database.url);
    now = 0;
    refused = [];
    reloads = [];
    commands = [];
    door.onCommand = (command) => {
      if (isWrite(command)) commands.push(Object.keys(command)[0] ?? "");
      return "pass";
    };
    await courses().insertMany([
      { _id: "c-1", title: " Algebra ", price: 29.99, secret: "x" },
      { _id: new ObjectId("2f22765d04931a078909145c"), title: "Physics", price: new Int32(0) },
    ]);
    await tests().insertMany([
      { _id: "c-1", title: "Algebra exam", price: new Double(9.9) },
      { _id: Long.fromString("9007199254740993"), title: "Big", price: Long.fromNumber(7) },
    ]);
  });
  afterEach(async () => {
    await catalogue?.close();
    expect(commands).toEqual([]);
    await door.close();
    await database.drop();
  });

  it("offers what is in them, by kind and id, whatever types ids and prices have", async () => {
    open();
    expect(await catalogue?.offer(item("course", "c-1"))).toEqual({
      kind: "course",
      id: "c-1",
      title: "Algebra",
      priceMinor: 2999,
      currency: "EUR",
      status: "active",
    });
    expect(await catalogue?.offer(item("course", "2f22765d04931a078909145c"))).toMatchObject({
      priceMinor: 0,
    });
    expect(await catalogue?.offer(item("test", "c-1"))).toMatchObject({ priceMinor: 990 });
    expect(await catalogue?.offer(item("test", "9007199254740993"))).toMatchObject({ priceMinor: 700 });
    expect(await catalogue?.offer(item("test", "c-2"))).toBeUndefined();
    expect(await catalogue?.offer(item("test", "__proto__"))).toBeUndefined();
    expect([refused, reloads]).toEqual([[], []]);
  });

  it("sees a change when what it has is no longer fresh, and reads once for many", async () => {
    const { offer } = open();
    expect(await offer(item("course", "c-1"))).toMatchObject({ priceMinor: 2999 });
    await courses().updateOne({ _id: "c-1" }, { $set: { price: 1 } });
    await tests().deleteOne({ _id: "c-1" });
    now += freshMs - 1;
    expect(await offer(item("course", "c-1"))).toMatchObject({ priceMinor: 2999 });
    now += 1;
    const offers = await Promise.all(Array.from({ length: 20 }, () => offer(item("course", "c-1"))));
    expect(new Set(offers.map((each) => each?.priceMinor))).toEqual(new Set([100]));
    expect(await offer(item("test", "c-1"))).toBeUndefined();
    expect(reloads).toEqual([3]);
  });

  it("serves what it read last while MongoDB is unavailable, for a bounded time, and comes back by itself", async () => {
    const { offer } = open();
    expect(await offer(item("course", "c-1"))).toMatchObject({ priceMinor: 2999 });
    door.onCommand = () => "cut before";
    now = staleMs - 1;
    expect(await offer(item("course", "c-1"))).toMatchObject({ priceMinor: 2999 });
    expect(refused).toEqual([expect.stringContaining("cannot be reached")]);
    now = staleMs + retryMs;
    await expect(offer(item("course", "c-1"))).rejects.toMatchObject({
      code: "catalogue_invalid",
      message: expect.stringContaining("cannot be reached"),
    });
    expect(refused).toHaveLength(1);
    door.onCommand = () => "pass";
    now += retryMs;
    expect(await offer(item("course", "c-1"))).toMatchObject({ priceMinor: 2999 });
  });

  it("opens while MongoDB is unavailable, and offers when it is there", async () => {
    door.onCommand = () => "cut before";
    const { offer } = open();
    await expect(offer(item("course", "c-1"))).rejects.toMatchObject({ code: "catalogue_invalid" });
    door.onCommand = () => "pass";
    now += retryMs;
    expect(await offer(item("course", "c-1"))).toMatchObject({ priceMinor: 2999 });
  });

  it("refuses an item that cannot be sold by itself, says why once, and offers all others", async () => {
    await courses().insertMany([
      { _id: "c-2", title: "Chemistry", price: 29.999 },
      { _id: "c-3", title: "No price" },
      { _id: 5, title: "Five", price: 1 },
      { _id: "5", title: "Another five", price: 1 },
      { _id: "bad id", title: "Bad id", price: 1 },
    ]);
    const { offer } = open();
    for (const [id, message] of [
      ["c-2", /not an amount of EUR/],
      ["c-3", /no price/],
      ["5", /listed twice/],
    ] as const) {
      await expect(offer(item("course", id))).rejects.toMatchObject({
        code: "catalogue_invalid",
        message: expect.stringMatching(message),
      });
    }
    now += freshMs;
    expect(await offer(item("course", "c-1"))).toMatchObject({ priceMinor: 2999 });
    expect(refused).toEqual([expect.stringContaining("There are 3 more such problems.")]);
  });

  it("does not take a database without courses and tests for a shop that sells nothing", async () => {
    await Promise.all([courses().drop(), tests().drop()]);
    await expect(open().offer(item("course", "c-1"))).rejects.toMatchObject({
      code: "catalogue_invalid",
      message: expect.stringContaining("no courses and no tests"),
    });
  });

  it("does not repeat a URL that the driver refuses", () => {
    const url = "mongodb://reader:the-password@127.0.0.1/shop?noSuchOption=1";
    const opening = (): Catalogue => openShopCatalogue({ url, currency: "EUR" });
    expect(opening).toThrow(expect.objectContaining({ code: "config_invalid" }));
    expect(opening).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining("the-password") }),
    );
  });
});
