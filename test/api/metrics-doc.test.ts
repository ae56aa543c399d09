import { beforeAll, describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { adopterStates, type AdopterStatus } from "../../src/shop/adopt/adopter.js";
import { aUser, startApi } from "./support/start-api.js";

const read = (file: string): string => readFileSync(new URL(`../../docs/${file}`, import.meta.url), "utf8");
/** The labels, or their values, that a text has in backticks. */
const quoted = (text: string): string[] => [...text.matchAll(/`([a-z_]+)`/g)].map(([, piece = ""]) => piece);

interface Metric {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
}

/** The rows of the table in docs/operations.md; `values` are those that the only label may have. */
const rows = [
  ...read("operations.md").matchAll(
    /^\| `(ledger_\w+)` *\| (\w+) *\| ([^|]*)\| [^|]*\w[^|]*\| ([^|]*\w[^|]*)\|$/gm,
  ),
].map(([, name = "", type = "", labels = "", meaning = ""]) => {
  const [ofLabels = "", ofValues = ""] = labels.split(":");
  return { name, type, labels: quoted(ofLabels), values: quoted(ofValues), meaning };
});

/** What follows the name of a metric in the names of its series. */
const suffix = "(?:_bucket|_sum|_count)?";

const labelsIn = (series: string): string[] =>
  [...series.matchAll(/(\w+)="/g)].map(([, label = ""]) => label);

/** The metrics of a text in the format of Prometheus. */
function metricsIn(text: string): Metric[] {
  return [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = "", type = ""]) => {
    const series = [...text.matchAll(new RegExp(`^${name}${suffix}(?:\\{(.*)\\})? \\S+$`, "gm"))];
    if (series.length === 0) throw new Error(`The test causes no series of ${name}.`);
    const labels = new Set(series.flatMap(([, inner = ""]) => labelsIn(inner)));
    labels.delete("le");
    return { name, type, labels: [...labels] };
  });
}

/** What `/metrics` says, with a series of each metric. */
async function metricsOf(adoption: { readonly adopter: { status(): AdopterStatus } } | undefined) {
  const api = await startApi({ change: () => ({ adoption }) });
  try {
    await api.buy(aUser("u-1"), { courseId: "c-free" });
    await api.call("/auth/oidc/login");
    return (await api.call("/metrics")).text;
  } finally {
    await api.close();
  }
}

describe("the table of metrics in docs/operations.md", () => {
  let text: string;
  let withoutAdopter: string;
  beforeAll(async () => {
    const status = () => ({ state: adopterStates[0], eventCount: 1, lastError: undefined });
    text = await metricsOf({ adopter: { status } });
    withoutAdopter = await metricsOf(undefined);
  });

  const ofLedger = (all: string) => metricsIn(all.replaceAll(/^.*\b(?:process|nodejs)_.*\n/gm, ""));
  const byName = (one: { readonly name: string }, other: { readonly name: string }) =>
    one.name < other.name ? -1 : 1;

  it("has every metric with its type and labels, and no others", () => {
    const documented = rows.map(({ name, type, labels }) => ({ name, type, labels }));
    expect(ofLedger(text).sort(byName)).toEqual(documented.sort(byName));
  });

  it("says which metrics are there only in adopt mode", () => {
    const always = rows.filter(({ meaning }) => !meaning.startsWith("only with `ADOPT_URL`"));
    expect(
      ofLedger(withoutAdopter)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(always.map(({ name }) => name).sort());
  });

  it("has every value of the labels of gauges", () => {
    // A check that is there only with an identity provider, which this ledger has not.
    const others: Partial<Record<string, string[]>> = { ledger_check_ok: ["token_keys"] };
    for (const { name, values } of rows.filter(({ type }) => type === "gauge")) {
      const series = [...text.matchAll(new RegExp(`^${name}\\{\\w+="(\\w+)"\\}`, "gm"))];
      const shown = series.flatMap(([, value]) => value ?? []);
      expect([name, [...shown, ...(others[name] ?? [])].sort()]).toEqual([name, values.sort()]);
    }
  });

  it("has every metric, label and value that the alerting rules name", () => {
    const { groups } = parse(read("prometheus-alerts.yml")) as { groups: { rules: { expr: string }[] }[] };
    const series = groups.flatMap(({ rules }) =>
      rules.flatMap(({ expr }) => [...expr.matchAll(/(ledger_\w+)(?:\{(\w+)(=~?)"([^"]*)"\})?/g)]),
    );
    expect(series.length).toBeGreaterThan(8);
    for (const [shown, name = "", label, operator, value = ""] of series) {
      const row = rows.find((each) => new RegExp(`^${each.name}${suffix}$`).test(name));
      expect([shown, row?.name]).not.toEqual([shown, undefined]);
      if (label !== undefined) expect([shown, row?.labels]).toEqual([shown, expect.arrayContaining([label])]);
      if (operator === "=") expect([shown, row?.values]).toEqual([shown, expect.arrayContaining([value])]);
    }
  });
});
