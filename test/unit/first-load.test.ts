import { describe, expect, it } from "@jest/globals";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

interface Chunk {
  readonly file: string;
  readonly isDynamicEntry?: boolean;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}

const most = 250_000;

const folder = new URL("../../dist/web/", import.meta.url);

describe("the first load of a page", () => {
  if (!existsSync(folder)) throw new Error("The pages are not built: npm run build makes them.");
  const manifest = JSON.parse(readFileSync(new URL("manifest.json", folder), "utf8")) as Record<
    string,
    Chunk
  >;

  /** A chunk with all that it cannot do without. */
  function filesOf(name: string, seen = new Set<string>()): Set<string> {
    const chunk = manifest[name];
    if (chunk === undefined || seen.has(chunk.file)) return seen;
    for (const file of [chunk.file, ...(chunk.css ?? [])]) seen.add(file);
    for (const each of chunk.imports ?? []) filesOf(each, seen);
    return seen;
  }

  const sizeOf = (file: string): number =>
    gzipSync(readFileSync(fileURLToPath(new URL(file, folder)))).length;
  const first = filesOf("index.html");
  // What a page loads when its own chunk is there, its charts, is no page: it is not asked for at first.
  const pages = Object.keys(manifest).filter(
    (name) =>
      manifest[name]?.isDynamicEntry === true && name.startsWith("src/pages/") && name.endsWith("-page.tsx"),
  );

  it("is of pages", () => {
    expect(pages).toContain("src/pages/sign-in/sign-in-page.tsx");
  });

  it.each(pages)(`with %s is less than ${most / 1000} kB, gzipped`, (page) => {
    const files = ["index.html", ...new Set([...first, ...filesOf(page)])];
    const bytes = files.reduce((sum, file) => sum + sizeOf(file), 0);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(most);
  });
});
