import { LedgerError } from "../../../errors.js";
import {
  openDatabase,
  openWriter,
  type Database,
  type RunLater,
  type Writer,
} from "../../sqlite/database.js";
import { watchFile } from "../../sqlite/file-identity.js";
import { createLazyWriter } from "../../sqlite/lazy-writer.js";
import { migrate } from "../../sqlite/migrations.js";
import { ensureModels } from "./ensure-models.js";
import type { ModelTable } from "./model-table.js";
import { migrations } from "./schema.js";

/** The two connections of the read-model file: one reads without waiting, one writes, a transaction at a time. */
export interface Connections {
  readonly reader: Database;
  readonly writer: Writer;
  /** Reads, as a promise, so that a failure is a rejection as with every other adapter. */
  read<T>(work: () => T): Promise<T>;
  /** Runs several reads on one snapshot of the file. */
  readTogether<T>(work: () => T): Promise<T>;
  write<T>(work: (runLater: RunLater) => T): Promise<T>;
  /** Runs long statements without parameters or rows off the event loop, outside the transactions of {@link write}. */
  exec(sql: string): Promise<void>;
  /** Opens another connection, for counts and comparisons of all rows: they would keep the reader busy for seconds. */
  openCounter(): Promise<Writer>;
  /** Opens another connection for writes in the order of the keys. Its transactions take turns with those of {@link write}. */
  openSorter(): Promise<Writer>;
  /** How many pages of the file the writer caches: `few` are enough for writes in the order of the keys. */
  keepPages(amount: "many" | "few"): Promise<void>;
  close(): Promise<void>;
}

// The log is the truth and the checkpoint is in the same transaction: what a power cut takes is folded again.
const connection = {
  unavailable: "read_model_unavailable",
  damaged: {
    code: "read_model_damaged",
    remedy:
      "Purchases continue: do not stop the server. It sets the file aside and folds the log into a new one. " +
      "If no server runs, use `ledger rebuild --anew`.",
  },
  synchronous: "normal",
} as const;
// Migrations sort the keys of all rows.
const reading = { ...connection, cacheMiB: 8, temporaryFiles: true } as const;
const orderedCacheMiB = 4;
const sorting = { ...connection, cacheMiB: orderedCacheMiB, temporaryFiles: true } as const;
// A batch touches users all over the models.
const writing = { ...connection, cacheMiB: 48 };
// A count reads each page once.
const counting = { ...connection, cacheMiB: 2 };

export function openConnections(path: string, tables: readonly ModelTable[]): Connections {
  const reader = openDatabase(path, reading);
  migrate(reader, path, migrations);
  ensureModels(reader, tables);
  const assertInPlace = watchFile(path, "read_model_unavailable");
  const writer = createLazyWriter(() => openWriter(path, writing), assertInPlace);
  let closed = false;
  let lastTurn: Promise<unknown> = Promise.resolve();

  function assertOpen(): void {
    if (closed) throw new LedgerError("read_model_unavailable", "The read model is closed.");
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = lastTurn.then(() => {
      assertOpen();
      return work();
    });
    lastTurn = turn.catch(() => undefined);
    return turn;
  }

  return {
    reader,
    writer,
    exec: (sql) => inTurn(() => writer.exec(sql)),
    // eslint-disable-next-line @typescript-eslint/require-await -- a promise, see above
    async read(work) {
      assertOpen();
      return work();
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- a promise, see above
    async readTogether(work) {
      assertOpen();
      reader.exec("BEGIN");
      try {
        return work();
      } finally {
        reader.exec("COMMIT");
      }
    },
    write: (work) => inTurn(() => writer.transaction(work)),
    openCounter: () => openWriter(path, counting),
    async openSorter() {
      const sorter = await openWriter(path, sorting);
      return { ...sorter, transaction: (work) => inTurn(() => sorter.transaction(work)) };
    },
    keepPages: (amount) => {
      const cacheMiB = amount === "many" ? writing.cacheMiB : orderedCacheMiB;
      return inTurn(() => writer.exec(`PRAGMA cache_size = ${-1024 * cacheMiB}`));
    },
    async close() {
      if (closed) return;
      closed = true;
      await lastTurn;
      writer.close();
      reader.close();
    },
  };
}
