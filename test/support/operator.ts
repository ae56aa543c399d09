import type { OperatedBy } from "../../src/operations/operator.js";

/** Who operates in tests. */
export const byOlga: OperatedBy = { operator: "olga", reason: "test" };
