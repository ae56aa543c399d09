/** What was not as it must be, with the evidence. */
export interface Findings {
  add(what: string, evidence: unknown): void;
  /** Adds a finding unless the two are deeply equal. */
  compare(what: string, found: unknown, expected: unknown, about?: unknown): void;
  /** Adds a finding with what only one of the two lists has, whatever their order. */
  compareLists(what: string, found: readonly string[], expected: readonly string[], about?: unknown): void;
  readonly all: readonly Finding[];
}

export interface Finding {
  readonly what: string;
  readonly evidence: unknown;
}

/** @param onFinding told of each at once, since a run may be long */
export function createFindings(onFinding: (finding: Finding) => void): Findings {
  const all: Finding[] = [];
  const add: Findings["add"] = (what, evidence) => {
    const finding = { what, evidence };
    all.push(finding);
    onFinding(finding);
  };
  return {
    add,
    compare(what, found, expected, about) {
      if (inOneForm(found) !== inOneForm(expected)) add(what, { about, found, expected });
    },
    compareLists(what, found, expected, about) {
      const [tooMany, missing] = [without(found, expected), without(expected, found)];
      if (tooMany.length + missing.length > 0) add(what, { about, tooMany, missing });
    },
    all,
  };
}

/** As JSON, with the fields of objects in the order of their names: stores return them in orders of their own. */
export const inOneForm = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );

/** As often as one list has it more than the other. */
function without(list: readonly string[], others: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const each of others) left.set(each, (left.get(each) ?? 0) + 1);
  return list.filter((each) => {
    const count = left.get(each) ?? 0;
    left.set(each, count - 1);
    return count <= 0;
  });
}
