import { describe, expect, it } from "@jest/globals";
import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { releaseNotes } from "../../scripts/release-notes.mjs";

const root = new URL("../../", import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, root), "utf8");
const filesIn = (folder: string): readonly string[] => readdirSync(new URL(folder, root));

interface Step {
  readonly uses?: string;
  readonly run?: string;
}
interface Workflow {
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly "timeout-minutes"?: number;
        readonly strategy?: { readonly matrix: { readonly node: readonly string[] } };
        readonly services?: Readonly<Record<string, { readonly image: string }>>;
        readonly steps: readonly Step[];
      }
    >
  >;
}
const workflows = filesIn(".github/workflows").map(
  (name) => [name, parse(read(`.github/workflows/${name}`)) as Workflow] as const,
);
const ci = workflows.find(([name]) => name === "ci.yml")![1];

describe("the workflows", () => {
  it.each(workflows)("%s takes actions of a version", (_, { jobs }) => {
    const used = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));
    expect(used).not.toHaveLength(0);
    for (const action of used) expect(action).toMatch(/^[\w-]+\/[\w-]+@v\d+$/);
  });

  it("run the gate on every supported version of Node.js, the oldest one included", () => {
    const { engines } = JSON.parse(read("package.json")) as { engines: { node: string } };
    const nodes = ci.jobs.gate!.strategy!.matrix.node;
    expect(nodes).toEqual(["20.19", "22", "24"]);
    expect(engines.node).toBe(`>=${nodes[0]!}.0`);
    expect(ci.jobs.gate!.steps.map(({ run }) => run)).toContain("bash .ci/run");
  });

  it("give the gate more time than it gives itself", () => {
    const seconds = Number(/^limit_seconds=(\d+)$/m.exec(read(".ci/run"))?.[1]);
    expect(seconds).toBeLessThanOrEqual(20 * 60);
    for (const [, { jobs }] of workflows)
      for (const [name, { steps, "timeout-minutes": minutes }] of Object.entries(jobs))
        if (steps.some(({ run }) => run === "bash .ci/run"))
          expect({ name, minutes }).toEqual({ name, minutes: 25 });
  });

  it("run the adapters' suites on a real EventStoreDB and a real MongoDB replica set", () => {
    const { services, steps } = ci.jobs["real-stores"]!;
    expect(services!.eventstoredb!.image).toMatch(/^kurrentplatform\/eventstore:\d/);
    const commands = steps.map(({ run }) => run ?? "");
    expect(commands).toEqual(expect.arrayContaining(["npm run test:eventstoredb", "npm run test:mongodb"]));
    expect(commands.some((run) => run.includes("--replSet"))).toBe(true);
  });
});

describe("the decision records", () => {
  const records = filesIn("docs/adr").filter((name) => name.endsWith(".md"));

  it.each(records)("%s has a number, a status and a date", (name) => {
    const [title, , status] = read(`docs/adr/${name}`).split("\n");
    expect(title).toMatch(new RegExp(`^# ${Number(name.slice(0, 4))}\\. `));
    expect(status).toMatch(/^Status: (accepted|superseded by \[\d+\]\(.+\))\. Date: \d{4}-\d\d-\d\d\.$/);
  });

  it("have each number once", () => {
    const numbers = records.map((name) => name.slice(0, 4));
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});

describe("release notes", () => {
  const changelog =
    "# Changelog\n\n## Unreleased\n\n- next\n\n## [1.1.0] - 2026-12-01\n\n- new\n\n## [1.0.0] - 2026-11-01\n\n- old\n";

  it("are the section of the version", () => {
    expect(releaseNotes(changelog, "1.1.0")).toBe("- new");
    expect(releaseNotes(changelog, "1.0.0")).toBe("- old");
  });

  it("are missing for a version without a section, or with an empty one", () => {
    expect(releaseNotes(changelog, "1.2.0")).toBeUndefined();
    expect(releaseNotes("## [1.2.0] - 2026-12-02\n\n## [1.1.0]\n\n- new\n", "1.2.0")).toBeUndefined();
  });

  it("exist for the version in package.json", () => {
    const { version } = JSON.parse(read("package.json")) as { version: string };
    expect(releaseNotes(read("CHANGELOG.md"), version)).toBeDefined();
  });
});

describe("the tree in docs/architecture.md", () => {
  /** The folders of an indented tree, as paths. */
  function foldersOf(tree: string): readonly string[] {
    const open: string[] = [];
    return tree.split("\n").map((line) => {
      const [, indent = "", name = ""] = /^( *)(\S+)\//.exec(line) ?? [];
      open.length = indent.length / 2;
      open.push(name);
      return open.join("/");
    });
  }

  /** Those with files in them: git keeps no others, and a move may have left empty ones behind. */
  function foldersBelow(folder: string): readonly string[] {
    const entries = readdirSync(new URL(`${folder}/`, root), { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory());
    const below = folders.flatMap(({ name }) => foldersBelow(`${folder}/${name}`));
    return below.length > 0 || folders.length < entries.length ? [folder, ...below] : [];
  }

  it("is the tree of the sources", () => {
    const tree = /```text\n(src\/[\s\S]*?)\n```/.exec(read("docs/architecture.md"))?.[1];
    expect([...foldersOf(tree!)].sort()).toEqual([...foldersBelow("src")].sort());
  });
});
