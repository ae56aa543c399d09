import { expect, it } from "@jest/globals";
import { join } from "node:path";
import { assertRoom, fullDiskOf } from "../../src/stores/disk-space.js";
import { temporaryFolder } from "../support/temporary-folder.js";

it("of a folder that is not made yet, the disk that it would be on is looked at", async () => {
  const { path, remove } = await temporaryFolder();
  const folder = join(path, "not", "made");
  const room = { folder, what: "The verification", unavailable: "read_model_unavailable" } as const;
  await expect(assertRoom({ ...room, bytes: 1 })).resolves.toBeUndefined();
  await expect(assertRoom({ ...room, bytes: 2 ** 60 })).rejects.toMatchObject({
    code: "read_model_unavailable",
    details: { cause: "disk_full" },
  });
  expect(await fullDiskOf(folder)).toBeUndefined();
  await remove();
});
