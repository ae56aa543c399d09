import { expect, it } from "@jest/globals";
import { runChild, startChild } from "../support/children.js";
import { temporaryFolder } from "../support/temporary-folder.js";

it("a purchase does not wait for long counts on other connections, however few processors there are", async () => {
  const folder = await temporaryFolder();
  const ended: string[] = [];
  try {
    await runChild(startChild("counting-child.ts", folder.path), (line) => {
      ended.push(line);
      return "go on";
    });
  } finally {
    await folder.remove();
  }
  expect(ended).toEqual(["purchase", "count", "count", "count", "count"]);
});
