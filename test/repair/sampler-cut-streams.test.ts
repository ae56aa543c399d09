import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { LedgerError } from "../../src/errors.js";
import type { UserId } from "../../src/events/identifiers.js";
import { createSampler, type Sampler } from "../../src/projections/check/sampler.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { openShop, type OpenShop } from "../analytics/support/shop.js";
import { courses, stream, user } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** More than are looked at again at once. */
const userCount = 45;
const nameOf = (n: number): UserId => user(`u-${String(n).padStart(2, "0")}`);

/** What a server does to streams that somebody has limited or deleted. */
describe("the sampler, where streams are cut", () => {
  let shop: OpenShop;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let sampler: Sampler;
  const cut = new Set<string>();
  const limited = new Set<string>();
  let isCutNow: (name: string) => boolean;

  beforeEach(async () => {
    cut.clear();
    limited.clear();
    isCutNow = (name) => cut.has(name);
    folder = await temporaryFolder();
    shop = await openShop(
      folder.path,
      Array.from({ length: userCount }, (_, n) => courses(nameOf(n), 2)),
    );
    sampler = createSampler({ ...shop, eventStore: serverOf(shop.eventStore), cpuPercent: 50 });
  });
  afterEach(async () => {
    sampler.stop();
    await shop.close();
    await folder.remove();
  });

  const serverOf = (eventStore: EventStore): EventStore => ({
    ...eventStore,
    async *readStream(name, options) {
      if (isCutNow(name)) throw new LedgerError("user_held_back", "It was cut.");
      yield* eventStore.readStream(name, options);
    },
    async *limitedStreams() {
      if (limited.size > 0) yield await Promise.resolve([...limited].map((name) => stream(name)));
    },
  });
  const round = async (): Promise<void> => {
    const before = sampler.status().totals?.countedAt;
    await eventually("a walk is round", () => (sampler.status().totals?.countedAt ?? before) !== before);
  };

  it("counts their users as held back and not as drifted, until they can be read again", async () => {
    cut.add(stream("u-07"));
    sampler.start();
    await round();
    expect(sampler.status()).toMatchObject({
      usersDrifted: 0,
      usersHeldBack: 1,
      heldBackUsers: ["u-07"],
      totals: { users: userCount, unmatchedItems: 0 },
    });
    cut.clear();
    await eventually("it is seen", () => sampler.status().usersHeldBack === 0);
    await round();
    expect(sampler.status()).toMatchObject({ usersDrifted: 0, usersHeldBack: 0, heldBackUsers: [] });
  });

  it("counts users of whom neither an event nor a model is left", async () => {
    for (const name of ["gone", "whole"]) limited.add(name);
    cut.add(stream("gone"));
    sampler.start();
    await round();
    expect(sampler.status()).toMatchObject({ usersDrifted: 0, usersHeldBack: 1, heldBackUsers: ["gone"] });
    cut.clear();
    await eventually("it is seen", () => sampler.status().usersHeldBack === 0);
  });

  it("counts each user once, and sees each of very many again", async () => {
    for (let n = 0; n < userCount; n += 1) cut.add(stream(nameOf(n))).add(stream(`gone-${n}`));
    for (let n = 0; n < userCount; n += 1) limited.add(nameOf(n)).add(`gone-${n}`);
    sampler.start();
    await round();
    expect(sampler.status()).toMatchObject({ usersDrifted: 0, usersHeldBack: 2 * userCount });
    expect(sampler.status().heldBackUsers).toHaveLength(20);
    cut.clear();
    await eventually("all are seen", () => sampler.status().usersHeldBack === 0);
  });

  it("takes no user for drifted whose stream is cut or restored between two of its reads", async () => {
    let reads = 0;
    isCutNow = (name) => name === stream("u-07") && (reads += 1) % 2 === 0;
    sampler.start();
    for (let rounds = 0; rounds < 3; rounds += 1) {
      await round();
      expect(sampler.status()).toMatchObject({ usersDrifted: 0 });
      // The other of the two is cut next time.
      reads += 1;
    }
    isCutNow = () => false;
    await round();
    expect(sampler.status()).toMatchObject({ usersDrifted: 0, usersHeldBack: 0 });
    expect(sampler.status().lastCleanPassAt).toBe(sampler.status().totals?.countedAt);
  });
});
