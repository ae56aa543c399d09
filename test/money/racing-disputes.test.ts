import { afterEach, describe, expect, it } from "@jest/globals";
import type { RunningServer } from "../support/running-server.js";
import { runLedger } from "../support/run-ledger.js";
import { sharedLogs, type SharedLog } from "../support/several-servers.js";

const as = { role: "service", id: "checkout" } as const;
const payments = Array.from({ length: 20 }, (_, n) => n);

describe.each(sharedLogs)(
  "purchases that reach one server as their disputes reach another, log $name",
  ({ start }) => {
    let shared: SharedLog;
    afterEach(() => shared.close());

    /** A payment provider repeats what was in the way of something else. */
    async function sent(server: RunningServer, path: string, body: object): Promise<number> {
      const answer = await server.call(path, { as, body });
      return answer.body.code === "revision_conflict" ? sent(server, path, body) : answer.status;
    }

    it("lose no dispute: each is applied, and what it decides holds", async () => {
      shared = await start();
      const [one, other] = [await shared.serve(0), await shared.serve(1)];
      const lineOf = (n: number) => ({ userId: `u-${n}`, courseId: `c-${n}`, paymentId: `pay-${n}` });
      const outcomeOf = (n: number) => (n % 2 === 0 ? "lost" : "won");
      const statuses = await Promise.all(
        payments.flatMap((n) => [
          sent(one, "/api/purchase", { ...lineOf(n), amount: 20 }),
          ...["opened", outcomeOf(n)].map((status) =>
            sent(other, "/api/disputes", { paymentId: `pay-${n}`, disputeId: `dp-${n}`, status }),
          ),
        ]),
      );
      for (const status of statuses) expect([200, 201, 202]).toContain(status);
      for (const n of payments) {
        // The answer to a repetition is of now.
        const dispute = { paymentId: `pay-${n}`, disputeId: `dp-${n}`, status: outcomeOf(n) };
        const isWon = outcomeOf(n) === "won";
        expect(await one.call("/api/disputes", { as, body: dispute })).toMatchObject({
          status: 200,
          body: { userId: `u-${n}`, purchases: [{ kept: isWon ? 20 : 0, owned: isWon }] },
        });
        const { body } = await other.call(`/api/disputes?paymentId=pay-${n}`, { as });
        for (const { state } of body.kept as { readonly state: string }[]) expect(state).toBe("applied");
      }
      for (const n of [0, 1])
        expect(await runLedger(["verify"], shared.environment(n))).toMatchObject({ code: 0, stderr: "" });
    });
  },
);
