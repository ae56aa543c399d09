import { setTimeout as sleep } from "node:timers/promises";

/** Waits until `check` holds; gives up loudly, long after it should have. */
export async function eventually(
  what: string,
  check: () => boolean | Promise<boolean>,
  timeoutMs = 15_000,
): Promise<void> {
  for (const end = Date.now() + timeoutMs; Date.now() < end;) {
    if (await check()) return;
    await sleep(5);
  }
  throw new Error(`It never came true that ${what}.`);
}
