import { isDeepStrictEqual } from "node:util";
import { coloured } from "./terminal.js";

/** The demo's claims. Each is checked; the demo fails if one does not hold. */
export interface DemoChecks {
  /** Prints the claim, and checks what was found against what is expected. */
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
