import { describe, expect, it } from "@jest/globals";
import { runBlackBox } from "./black-box.js";

/** A short run of `npm run test:black-box`, so that the program itself stays alive. */
describe("the story of a shop, played against two servers of which some are killed", () => {
  it("ends with the money and the ownership that were acknowledged", async () => {
    const report = await runBlackBox({
      ...{ seed: 4, orders: 40, engine: "sqlite", killEveryMs: 2000 },
      ...{ hasOperators: false, closedMonths: 1, comparesEngines: false, restores: true },
      onFinding: () => undefined,
      onProgress: () => undefined,
    });
    expect(report.findings).toEqual([]);
    expect(report.purchases).toBeGreaterThan(40);
    expect(report.disturbances.size).toBeGreaterThan(0);
  });
});
