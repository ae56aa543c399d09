import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createPurchaseHandler } from "../../src/commands/purchase-handler.js";
import { closeMonth } from "../../src/operations/close-month.js";
import { createProjector } from "../../src/projections/live/projector.js";
import { parseCsv } from "../analytics/support/parse-csv.js";
import { startApi, type RunningApi } from "../api/support/start-api.js";
import { importPurchase, offer, purchaseCourse, refundPurchase, revokePurchase } from "../domain/commands.js";
import { append, coursePurchased } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { runLedger, type LedgerRun } from "../support/run-ledger.js";

// Every command is a process that compiles its sources first: on a busy machine that takes its time.
jest.setTimeout(240_000);

const huge = offer("course", "huge", { priceMinor: Number.MAX_SAFE_INTEGER, currency: "JPY" });

/** On the ledger of a running server, whose API says the same. */
describe("ledger figures", () => {
  let api: RunningApi;

  beforeAll(async () => {
    api = await startApi();
    const catalogue = [{ ...offer("course", "c-1"), title: "Algebra" }];
    await writeFile(join(api.folder, "titles.json"), JSON.stringify(catalogue));
    const handler = createPurchaseHandler({ eventStore: api.eventStore });
    const [october, november] = ["2025-10-31T23:30:00.000Z", "2025-11-03T00:00:00.000Z"];
    await handler.handle(
      purchaseCourse("u-1", "p-1", "c-1", { at: october, discount: { code: "AUTUMN", amount: 4.99 } }),
    );
    await handler.handle(purchaseCourse("u-2", "p-2", "huge", { at: october, offer: huge }));
    await handler.handle(purchaseCourse("u-3", "p-3", "huge", { at: november, offer: huge }));
    await handler.handle(refundPurchase("u-1", "p-1", "r-1", { at: november }));
    await handler.handle(revokePurchase("u-1", "p-1", { at: november }));
    await handler.handle(importPurchase("u-4", "p-4", "course", "c-1", { purchasedAt: october }));
    await handler.handle(importPurchase("u-4", "p-5", "course", "c-2", { purchasedAt: null }));
    await closeMonth(
      { eventStore: api.eventStore, month: "2025-10", zone: undefined },
      { operator: "jo", reason: "" },
    );
    await append(api.eventStore, coursePurchased("u-5", "p-6", "c-1", "1970-01-01T00:00:00.000Z"));
    await createProjector(api).runToHead();
    const { position } = await api.eventStore.head();
    await eventually("all is folded", async () => (await api.readModel.checkpoint()).position === position);
  });
  afterAll(() => api.close());

  const figures = (...values: readonly string[]): Promise<LedgerRun> =>
    runLedger(["figures", ...values], {
      DATA_DIR: api.folder,
      CATALOGUE_FILE: join(api.folder, "titles.json"),
    });
  const autumn = ["--from", "2025-10-01", "--to", "2025-12-01"] as const;
  const inApi = async (path: string) =>
    (await api.call(`/api/analytics/${path}`, { as: { role: "analyst", id: "ana" } })).body;

  it("says of a range what the API says, and how many purchases it leaves out", async () => {
    const { code, stdout } = await figures(...autumn);
    expect(code).toBe(0);
    expect(stdout).toMatch(/EUR .* 29\.99 .* 4\.99 .* 25\.00 .* 0\.00/);
    // Twice what a JSON number holds exactly.
    expect(stdout).toContain("18014398509481982");
    expect(stdout).toContain("1 purchase without a price is not part of the revenue.");
    expect(stdout).toContain("1 purchase without a date is not counted in any period.");
    const json = await figures(...autumn, "--json");
    const { previous: _, ...answer } = await inApi("summary?from=2025-10-01&to=2025-12-01");
    expect(JSON.parse(json.stdout)).toEqual({ ...answer, tz: "UTC" });
  });

  it("has a row for each month and currency, each refund in its own month", async () => {
    const { code, stdout, stderr } = await figures(...autumn, "--by", "month", "--csv");
    expect([code, stderr.split("\n")[0]]).toEqual([
      0,
      "1 purchase without a price is not part of the revenue.",
    ]);
    expect(stdout.startsWith("\uFEFFmonth,closed,")).toBe(true);
    const [head, ...rows] = parseCsv(stdout);
    expect(head).toEqual([
      ...["month", "closed", "purchases", "withoutPrice", "revoked", "currency", "paidPurchases"],
      ...["gross", "discounts", "refundCount", "refunds", "net"],
    ]);
    const max = String(Number.MAX_SAFE_INTEGER);
    expect(rows.map((row) => row.join(" "))).toEqual([
      "2025-10-01 closed 3 1 0 EUR 1 29.99 4.99 0 0.00 25.00",
      `2025-10-01 closed    JPY 1 ${max} 0 0 0 ${max}`,
      "2025-11-01  1 0 1 EUR 0 0.00 0.00 1 25.00 -25.00",
      `2025-11-01     JPY 1 ${max} 0 0 0 ${max}`,
    ]);
    const json = JSON.parse((await figures(...autumn, "--by", "month", "--json")).stdout) as object;
    const { interval, ...answer } = await inApi("timeseries?interval=month&from=2025-10-01&to=2025-12-01");
    expect(json).toEqual({ ...answer, interval, by: "month" });
  });

  it("says what is dated outside of the years that it shows", async () => {
    const { stdout } = await figures("--by", "year");
    expect(stdout).toMatch(/^.*2025 .* 4 /m);
    expect(stdout).not.toContain("1970");
    expect(stdout).toContain(
      "Dated before the first period or after the last, and not counted in any: 1 purchase.",
    );
    const { interval, ...answer } = await inApi("timeseries?interval=year");
    expect(answer).toMatchObject({ outside: { courses: 1 } });
    const json = await figures("--by", "year", "--json");
    expect(JSON.parse(json.stdout)).toEqual({ ...answer, interval, by: "year" });
  });

  it("begins a month where a place does", async () => {
    const berlin = ["--time-zone", "Europe/Berlin", "--json", "--by", "month"];
    const { stdout } = await figures("--from", "2025-11-01", "--to", "2025-12-01", ...berlin);
    expect(JSON.parse(stdout)).toMatchObject({
      tz: "Europe/Berlin",
      buckets: [{ start: "2025-11-01", courses: 4 }],
    });
  });

  it("has a row for each item, with its title", async () => {
    const { stdout, stderr } = await figures(...autumn, "--by", "item", "--csv");
    const [, ...rows] = parseCsv(stdout);
    expect(rows.map((row) => row.slice(0, 6))).toEqual([
      ["course", "c-1", "Algebra", "2", "1", "1"],
      ["course", "huge", "", "2", "0", "0"],
    ]);
    // Also of an item without any purchase that has a date.
    expect(stderr).toContain("1 purchase without a date is not counted in any period.");
  });

  it.each([
    [["--from", "yesterday"], "--from must be a date"],
    [["--from", "2025-12-01", "--to", "2025-11-01"], "--to must not be before --from"],
    [["--by", "decade"], "Allowed choices are day, week, month, year, item"],
    [["--csv", "--json"], "cannot be used with"],
    [["--time-zone", "Mars/Base"], "IANA time zone"],
    [["--from", "1900-01-01", "--to", "2026-01-01", "--by", "day"], "10000 times one day"],
  ])("refuses %j with 2, and says why", async (values, why) => {
    expect(await figures(...values)).toMatchObject({ code: 2, stderr: expect.stringContaining(why) });
  });
});
