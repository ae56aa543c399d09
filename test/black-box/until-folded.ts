import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "./client.js";
import type { Findings } from "./findings.js";
import type { Installation } from "./installation.js";

interface Status {
  readonly projector: {
    readonly state: string;
    readonly lagEvents: number | null;
    readonly position: string | null;
    readonly head: string | null;
  };
}

/** Waits until both servers say that all is folded. */
export async function untilFolded(
  { addresses }: Pick<Installation, "addresses">,
  client: Client,
  findings: Findings,
): Promise<void> {
  const end = Date.now() + 120_000;
  let last: Status | undefined;
  for (let same = 0; same < 3 * addresses().length;) {
    last = await client.read<Status>("/api/status", { role: "analyst", id: "ann" });
    same = last.projector.lagEvents === 0 && last.projector.state === "live" ? same + 1 : 0;
    if (Date.now() > end) {
      findings.add("the projections do not catch up", last);
      return;
    }
    await sleep(100);
  }
}
