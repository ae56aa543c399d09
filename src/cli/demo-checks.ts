import { isDeepStrictEqual } from "node:util";
import { coloured } from "./terminal.js";

/** The demo's claims: each is checked as it is made, and one that does not hold makes the demo fail. */
export interface DemoChecks {
  /** Prints what was found, and holds it against what it must be. */
  expect(claim: string, found: unknown, expected: unknown): void;
  failed(): number;
}

export function createDemoChecks(): DemoChecks {
  let failures = 0;
  return {
    expect(claim, found, expected) {
      if (isDeepStrictEqual(found, expected)) {
        console.log(`${coloured("green", "✓")} ${claim}`);
        return;
      }
      failures += 1;
      console.log(`${coloured("red", "✗")} ${claim}`);
      console.error(`  expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
    },
    failed: () => failures,
  };
}
