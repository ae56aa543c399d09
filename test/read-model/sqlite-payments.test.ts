import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { join } from "node:path";
import Database from "libsql";
import type { PaymentDocument } from "../../src/stores/read-model/documents.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { openSqliteReadModel } from "../../src/stores/read-model/sqlite/sqlite-read-model.js";
import { user } from "../support/events.js";
import { versionsOf } from "../support/model-changes.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const userId = user("u-1");
const money = (amountMinor: number, currency = "EUR") => ({ amountMinor, currency });

const payments: readonly PaymentDocument[] = [
  {
    ...{ userId, paymentId: "pay_1", method: null, orderId: null, paidAt: null },
    ...{ balances: [], purchases: [{ purchaseId: "p-1", kind: "test", itemId: "t-1", price: null }] },
    ...{ refunds: [], revision: 0 },
  } as unknown as PaymentDocument,
  {
    ...{
      userId,
      paymentId: 'pay "2" \0',
      method: "card",
      orderId: "o-1",
      paidAt: "2026-01-01T00:00:00.000Z",
    },
    balances: [
      { currency: "EUR", paidMinor: 3000, refundedMinor: 999, keptMinor: 2001 },
      { currency: "MNT", paidMinor: 5, refundedMinor: 0, keptMinor: 5 },
    ],
    purchases: [
      { purchaseId: "p-2", kind: "course", itemId: "c-1", price: money(3000) },
      { purchaseId: "p-3", kind: "test", itemId: "t-2", price: money(5, "MNT") },
    ],
    refunds: [
      {
        ...{ refundId: "r-1", purchaseId: "p-2", ...money(999), reason: "requested" },
        refundedAt: "2026-01-02T00:00:00.000Z",
      },
    ],
    revision: 3,
  } as unknown as PaymentDocument,
];

describe("payments in SQLite", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let path: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
    path = join(folder.path, "read-model.db");
    const readModel = await openSqliteReadModel({ path });
    const previous = await readModel.checkpoint();
    const { version: _, ...checkpoint } = { ...previous, eventCount: 4 };
    await readModel.commit({
      users: [{ userId, models: { payments: { revision: 3, documents: payments } } }],
      ...{ deadLetters: [], checkpoint, previous, foldVersions: versionsOf() },
    });
    await readModel.close();
  });
  afterEach(() => folder.remove());

  const inFile = (work: (file: InstanceType<typeof Database>) => void): void => {
    const file = new Database(path, {});
    work(file);
    file.close();
  };

  async function reopened<T>(use: (readModel: ReadModelStore) => Promise<T>): Promise<T> {
    const readModel = await openSqliteReadModel({ path });
    try {
      return await use(readModel);
    } finally {
      await readModel.close();
    }
  }

  const stored = () =>
    reopened(async (readModel) => (await readModel.user(userId)).models.payments?.documents);
  const version = () => reopened(async (readModel) => (await readModel.user(userId)).version);

  it("come back as they were", async () => {
    expect(await stored()).toEqual(expect.arrayContaining([...payments]));
    expect(await stored()).toHaveLength(payments.length);
  });

  it("of an older file become what is written now, and what is damaged stays as it is", async () => {
    const before = await version();
    inFile((file) => {
      const update = file.prepare("UPDATE payments SET document = ? WHERE document_key = ?");
      for (const payment of payments) update.run(JSON.stringify(payment), JSON.stringify(payment.paymentId));
      file.exec("PRAGMA user_version = 6");
    });
    expect(await version()).toBe(before);
    inFile((file) => {
      file.exec("UPDATE payments SET document = '{damaged'; PRAGMA user_version = 6");
    });
    expect(await stored()).toEqual(["{damaged", "{damaged"]);
  });

  it("that are damaged anywhere are read all the same", async () => {
    for (const damage of ["'[1'", "'[]'", "'[null, 1, 2, 3, 4, 5, 6]'", "json_set(document, '$[5][0]', 7)"]) {
      inFile((file) => {
        file.exec(`UPDATE payments SET document = ${damage} WHERE json_valid(document)`);
      });
      expect(await stored()).toHaveLength(payments.length);
    }
  });
});
