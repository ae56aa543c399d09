import * as z from "zod";
import { issueToken } from "../api/http/auth/issue-token.js";
import type { Offer } from "../catalogue/catalogue.js";
import type { Config, Environment } from "../config.js";
import { LedgerError } from "../errors.js";
import { userIdSchema } from "../events/id-schemas.js";
import type { UserId } from "../events/identifiers.js";
import { formatMoney, toMajorUnits } from "../events/money.js";
import type { Role } from "../events/purchase-events.js";
import { createLogger } from "../logger.js";
import { startLedgerServer } from "../serve.js";
import type { DemoChecks } from "./demo-checks.js";
import { drawTable } from "./table.js";

/** Learner One, and the only paid course that they do not own after the import. */
const learner = userIdSchema.parse("c5ea71554c774daf7fab320f");
const courseTitle = "Physics: mechanics";

export interface DemoPurchase {
  readonly config: Config;
  readonly environment: Environment;
  readonly offers: readonly Offer[];
  readonly checks: DemoChecks;
}

const boughtSchema = z.object({ courseId: z.string(), amount: z.number(), revision: z.number() });
const ownedSchema = z.object({ courses: z.array(z.string()), tests: z.array(z.string()) });
const historySchema = z.object({
  purchases: z.array(
    z.object({
      courseTitle: z.string().optional(),
      testTitle: z.string().optional(),
      purchasedAt: z.string().nullable(),
    }),
  ),
});

/** Starts the server on a free port, buys with the checkout's token, and reads both projections with the learner's. */
export async function buyOverHttp({ config, environment, offers, checks }: DemoPurchase): Promise<void> {
  const offer = offers.find(({ title }) => title === courseTitle);
  if (offer === undefined) throw new LedgerError("item_unknown", `The shop has no course ${courseTitle}.`);
  const server = await startLedgerServer({
    config,
    logger: createLogger("warn", "stderr"),
    environment,
  });
  try {
    const call = createCaller(server.url, server.localSecret ?? "");
    const price = { amountMinor: offer.priceMinor, currency: offer.currency };
    const order = {
      userId: learner,
      courseId: offer.id,
      amount: toMajorUnits(price),
      paymentId: "demo-payment-1",
      paymentMethod: "card",
    };
    console.log(`POST ${server.url}/api/purchase\n     ${JSON.stringify(order)}\n`);
    const bought = boughtSchema.parse(await call("checkout", "service", "/api/purchase", order));
    const reading = `minRevision=${bought.revision}`;
    const owned = ownedSchema.parse(await call(learner, "user", `/api/profile/purchased-courses?${reading}`));
    const history = historySchema.parse(
      await call(learner, "user", `/api/profile/purchase-history?${reading}`),
    );

    console.log(
      drawTable({
        head: ["history of Learner One, newest first", "bought"],
        rows: history.purchases.map(toRow),
      }),
    );
    console.log();
    checks.expect(`${offer.title} was bought for ${formatMoney(price)}`, bought.courseId, offer.id);
    checks.expect("the ownership has it", owned.courses.includes(offer.id), true);
    checks.expect("the history has it first", history.purchases[0]?.courseTitle, offer.title);
    const counts = [owned.courses.length + owned.tests.length, history.purchases.length];
    checks.expect("7 in both projections", counts, [7, 7]);
  } finally {
    await server.close();
  }
}

const toRow = (purchase: z.infer<typeof historySchema>["purchases"][number]): readonly string[] => [
  purchase.courseTitle ?? purchase.testTitle ?? "",
  purchase.purchasedAt ?? "unknown",
];

type Call = (caller: string, role: Role, path: string, body?: object) => Promise<unknown>;

function createCaller(url: string, secret: string): Call {
  return async (caller, role, path, body) => {
    const userId: UserId = userIdSchema.parse(caller);
    const token = await issueToken({ secret, userId, role, expiresInSeconds: 60, now: new Date() });
    const response = await fetch(`${url}${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json", Connection: "close" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (response.ok) return answer;
    throw new LedgerError(
      "internal_error",
      `${path} answered ${response.status}: ${JSON.stringify(answer)}.`,
    );
  };
}
