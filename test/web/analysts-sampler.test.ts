import { afterAll, describe, expect, it } from "@jest/globals";
import { EventStoreDBClient } from "@eventstore/db-client";
import { openShop } from "../analytics/support/shop.js";
import { freshPrefix, openOn, testServers, type EventStoreServer } from "../support/event-store-door.js";
import { append, courses, stream } from "../support/events.js";
import { useBrowser } from "./support/browser.js";
import { useLedger } from "./support/ledger.js";
import { lookAt } from "./support/look-at.js";

const analyst = { role: "analyst", id: "ana" } as const;
const browser = useBrowser();

const fill = async (dataDir: string): Promise<void> => {
  const users = Array.from({ length: 300 }, (_, n) => courses(`u-${n}`, 1));
  await (await openShop(dataDir, users)).close();
};

describe("the headline, while the first walk is under way", () => {
  const ledger = useLedger({ before: fill, environment: { SAMPLE_CPU_PERCENT: "0.01" } });

  it("says how far it is and when it will be round, and shows no part of a walk as a total", async () => {
    const page = await browser.open({ server: ledger().server, path: "/console/projections", as: analyst });
    const sync = page.getByRole("region", { name: "Consistency" });
    await sync.getByText("Not verified", { exact: true }).waitFor();
    await sync.getByText("What this is based on").click();
    await sync.getByText(/Background check: \d+%, \d+ users, complete at about/).waitFor();
    expect(await sync.getByText("Unmatched items").count()).toBe(0);
    await lookAt(page, "projections-counting");
  });
});

describe("the headline, where nobody samples", () => {
  const ledger = useLedger({ before: fill, environment: { SAMPLE_CPU_PERCENT: "0" } });

  it("says so, and shows no number that nobody has counted", async () => {
    const page = await browser.open({ server: ledger().server, path: "/console/projections", as: analyst });
    const sync = page.getByRole("region", { name: "Consistency" });
    await sync.getByText("Not verified", { exact: true }).waitFor();
    await sync.getByText("What this is based on").click();
    await sync.getByText("The background check is off").waitFor();
    expect(await sync.getByText("Unmatched items").count()).toBe(0);
    await lookAt(page, "projections-not-sampled");
  });
});

describe("the headline, where a stream was deleted on the server", () => {
  const environment: Record<string, string> = { SAMPLE_CPU_PERCENT: "50" };
  let server: EventStoreServer | undefined;
  const ledger = useLedger({ before: deleteOne, environment });
  afterAll(() => server?.close());

  async function deleteOne(): Promise<void> {
    server = await testServers[0]?.start();
    if (server === undefined) throw new Error("A server.");
    const prefix = freshPrefix();
    Object.assign(environment, { EVENTSTORE_URL: server.url, EVENTSTORE_PREFIX: prefix });
    const eventStore = openOn(server.url, prefix);
    for (const userId of ["bad", "good"]) await append(eventStore, ...courses(userId, 1));
    await eventStore.close();
    const client = EventStoreDBClient.connectionString(server.url);
    await client.deleteStream(prefix + stream("bad"));
    await client.dispose();
  }

  it("says so, and names its user", async () => {
    const page = await browser.open({ server: ledger().server, path: "/console/projections", as: analyst });
    const sync = page.getByRole("region", { name: "Consistency" });
    await sync.getByText("Users held back", { exact: true }).waitFor();
    await sync.getByRole("cell", { name: "1 user held back by missing events" }).waitFor();
    await sync.getByRole("heading", { name: /purchases refused: 1 user$/ }).waitFor();
    expect(await sync.getByRole("listitem").allInnerTexts()).toEqual(["bad"]);
    await lookAt(page, "projections-stream-deleted");
  });
});
