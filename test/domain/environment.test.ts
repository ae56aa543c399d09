import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loadEnvironmentFile } from "../../src/environment.js";
import { temporaryFolder } from "../support/temporary-folder.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

async function load(
  content: string | undefined,
  environment: Record<string, string> = {},
): Promise<{ readonly settings: Record<string, string>; readonly warnings: readonly string[] }> {
  const path = join(folder.path, ".env");
  if (content !== undefined) await writeFile(path, content);
  const warnings: string[] = [];
  const settings = { ...environment };
  loadEnvironmentFile(settings, { path, warn: (message) => warnings.push(message.replace(path, ".env")) });
  return { settings, warnings };
}

describe("a .env file", () => {
  const expected = { settings: { DATA_DIR: "./shop-data", PORT: "3572" }, warnings: [] };
  it.each([
    ["plain", "DATA_DIR=./shop-data\nPORT=3572\n"],
    ["with a byte-order mark", "\uFEFFDATA_DIR=./shop-data\nPORT=3572\n"],
    ["with the line ends of Windows", "DATA_DIR=./shop-data\r\nPORT=3572\r\n"],
    ["with lines of blanks", "PORT=3572\n   \nDATA_DIR=./shop-data\n\t\n"],
    ["with comments", "# all\nPORT=3572 # the port\nDATA_DIR=./shop-data\t# the shop's\n#JWT_SECRET=\n"],
    ["with export", "export PORT=3572\nexport DATA_DIR=./shop-data\n"],
    ["with spaces", "PORT = 3572\nDATA_DIR = ./shop-data\n"],
    ["with quotes", "PORT=\"3572\"\nDATA_DIR='./shop-data'\n"],
  ])("has the same settings %s", async (_, content) => {
    expect(await load(content)).toEqual(expected);
  });

  it("is not needed, and what is in the environment wins", async () => {
    expect(await load(undefined)).toEqual({ settings: {}, warnings: [] });
    expect((await load("PORT=1\nHOST=::1\n", { PORT: "2" })).settings).toEqual({ PORT: "2", HOST: "::1" });
  });

  it("is refused where a # would cut a value off, and takes it in quotes", async () => {
    for (const value of ["abc#def", "#abc", "a b#c"]) {
      await expect(load(`PORT=1\nJWT_SECRET=${value}\n`)).rejects.toMatchObject({
        code: "config_invalid",
        message: expect.stringMatching(/line 2: a # in the value of JWT_SECRET .* quotes/) as unknown,
      });
    }
    expect((await load("JWT_SECRET='abc#def'\n")).settings).toEqual({ JWT_SECRET: "abc#def" });
  });

  it("names what looks like a setting and is none, there and in the environment", async () => {
    const { warnings } = await load("DATADIR=./x\nJWT_SECRETT=y\nOTHER=z\n", {
      LOGLEVEL: "debug",
      HOSTS: "h",
    });
    expect([...warnings].sort()).toEqual([
      "DATADIR in .env is not a setting of the ledger. Did you mean DATA_DIR?",
      "JWT_SECRETT in .env is not a setting of the ledger. Did you mean JWT_SECRET?",
      "LOGLEVEL in the environment is not a setting of the ledger. Did you mean LOG_LEVEL?",
    ]);
  });
});
