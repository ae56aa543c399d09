import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BSON } from "mongodb";
import { openProblemReport } from "../../src/shop/import/problems.js";
import { collectionsInFiles } from "../../src/shop/import/source-collections.js";
import { stageSources } from "../../src/shop/import/stage-sources.js";
import { temporaryFolder } from "../support/temporary-folder.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const goodUsers = '{"_id":"u-1","purchasedCourses":["c-1"]}\n';
const goodPurchases =
  '{"_id":"r-1","user":"u-1","course":"c-1","purchasedAt":{"$date":"2024-05-01T10:00:00Z"}}\n';

async function stage(
  users: string | Uint8Array,
  purchases: string | Uint8Array,
): Promise<{ readonly unfit: readonly string[]; readonly cutOff: readonly string[] }> {
  const files = { users: join(folder.path, "users.json"), purchases: join(folder.path, "purchases.json") };
  await writeFile(files.users, users);
  await writeFile(files.purchases, purchases);
  const sources = await stageSources(collectionsInFiles(files), { report: openProblemReport() });
  sources.staging.close();
  return sources;
}

describe("a file that is not the collection it was named as", () => {
  const shell = '/* 1 */\n{\n    "_id" : ObjectId("aaaaaaaaaaaaaaaaaaaaaa01")\n}\n';
  it.each([
    ["CSV", '_id,purchasedCourses\nu1,"[""c1""]"\n', "holds no documents that can be read"],
    [
      "BSON",
      BSON.serialize({ _id: "u-1", purchasedCourses: ["c-1"] }),
      "holds no documents that can be read",
    ],
    ["the shell's format", shell, "holds no documents that can be read"],
    ["an empty file", "", "is empty"],
    ["an empty array", "[]", "is empty"],
    ["the purchases", goodPurchases, "holds documents of another collection"],
  ])("is named, with what was expected: %s for the users", async (_, users, reason) => {
    const { unfit } = await stage(users, goodPurchases);
    expect(unfit).toEqual([
      expect.stringMatching(new RegExp(`users\\.json ${reason}. Expected: users .*mongoexport`)),
    ]);
  });

  it("is named when both are swapped", async () => {
    const { unfit } = await stage(goodPurchases, goodUsers);
    expect(unfit).toEqual([
      expect.stringContaining("Expected: users {"),
      expect.stringContaining("Expected: purchases {"),
    ]);
  });

  it("may be a purchases file without a record: a shop may have none", async () => {
    expect(await stage(goodUsers, "")).toMatchObject({ unfit: [], cutOff: [] });
  });
});

describe("a file of one document a line", () => {
  it("that is cut off in a document is told from one that is whole, with or without a last line end", async () => {
    for (const length of [1, 20, goodPurchases.length - 2]) {
      const { cutOff } = await stage(goodUsers, goodPurchases + goodPurchases.slice(0, length));
      expect(cutOff).toEqual([expect.stringContaining("cut off by the end of the file")]);
    }
    expect((await stage(goodUsers, goodPurchases.trimEnd())).cutOff).toEqual([]);
    expect((await stage(goodUsers.slice(0, 30), goodPurchases)).cutOff).toHaveLength(1);
  });
});
