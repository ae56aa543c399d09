import type { Account } from "./account.js";
import type { Client } from "./client.js";
import { requestOf, type Deed } from "./deeds.js";
import type { Findings } from "./findings.js";

/** What may be refused, with which codes. Everything else must be accepted. */
const mayRefuse: Readonly<Record<Deed["kind"], readonly string[]>> = {
  sale: ["payment_reused", "purchase_id_reused"],
  free: ["purchase_id_reused"],
  grant: [],
  refund: ["refund_exceeds_payment"],
  dispute: ["dispute_decided"],
  revocation: [],
  reinstatement: [],
};

export interface Delivery {
  readonly client: Client;
  readonly account: Account;
  readonly findings: Findings;
  /** How many are under way at a time. */
  readonly atOnce: number;
  /** Told how many have been delivered. */
  readonly onDelivered?: (delivered: number) => void;
}

/** Sends all deeds, nearly in their order; what is about a purchase that has not come is sent again later. */
export async function deliver(delivery: Delivery, deeds: readonly Deed[]): Promise<void> {
  let waiting = deeds;
  let delivered = 0;
  // Each round, at least what the others wait for arrives.
  while (waiting.length > 0) {
    const later: Deed[] = [];
    const rest = waiting[Symbol.iterator]();
    const work = async (): Promise<void> => {
      for (const deed of rest) {
        if (!(await deliverOne(delivery, deed))) later.push(deed);
        else delivery.onDelivered?.(++delivered);
      }
    };
    await Promise.all(Array.from({ length: delivery.atOnce }, work));
    if (later.length === waiting.length) {
      leaveOut(delivery, later);
      return;
    }
    waiting = later;
  }
}

/** @returns false if its purchase has not come */
async function deliverOne({ client, account, findings }: Delivery, deed: Deed): Promise<boolean> {
  const request = requestOf(deed, account.findPurchase);
  if (request === undefined) return false;
  const { path, ...options } = request;
  const answer = await client.call(path, options);
  const code = answer.body.code as string | undefined;
  if (code === "purchase_unknown" || code === "user_unknown") return false;
  if (answer.status >= 300 && !mayRefuse[deed.kind].includes(code ?? ""))
    findings.add("was refused", { deed, answer });
  account.record(deed, answer);
  return true;
}

/** What is left can only be about sales that were refused. */
function leaveOut({ account, findings }: Delivery, deeds: readonly Deed[]): void {
  for (const deed of deeds) {
    if (!("target" in deed)) continue;
    const purchases = account.targetsOf(deed.target);
    if (purchases.length > 0) findings.add("is unknown, and was acknowledged", { deed, purchases });
  }
}
