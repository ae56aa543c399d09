import { randomUUID } from "node:crypto";
import { openDatabase, openWriter } from "../../sqlite/database.js";
import { migrate } from "../../sqlite/migrations.js";
import { createAppendSignal } from "../embedded/append-signal.js";
import { createGroupCommit } from "../embedded/group-commit.js";
import { readingLog, writingLog } from "../embedded/open-options.js";
import { migrations } from "../embedded/schema.js";
import { createLogReader, type LogReader } from "./log-reader.js";
import { createPoliteWriter } from "./polite-writer.js";
import { createLogWriter, type LogWriter } from "./log-writer.js";
import type { ProposedEvent } from "./records.js";

/** The embedded log as the door serves it: the ledger's events, and those of other programs in the same file. */
export interface DoorLog extends LogReader, LogWriter {
  /** Resolves when the log goes beyond `position`, in this process or another one, or when `signal` aborts. */
  beyond(position: number, signal: AbortSignal): Promise<void>;
  /** Waits for writes in progress, then closes the file. */
  close(): Promise<void>;
}

export interface DoorLogOptions {
  /** The embedded store's file. */
  readonly path: string;
  readonly now?: () => Date;
  /** How often a live reader looks for appends of other processes, in milliseconds. */
  readonly pollMs?: number;
}

/** EventStoreDB writes an epoch event at the beginning of its log. Clients may rely on a log that is not empty. */
const epochs = "$epoch-information";
const firstEpoch = (): ProposedEvent => ({
  id: randomUUID(),
  type: epochs,
  isJson: true,
  data: Buffer.from(JSON.stringify({ EpochNumber: 0, EpochId: randomUUID() })),
  metadata: new Uint8Array(),
});

/** @throws LedgerError `event_store_unavailable`, `schema_newer` */
export async function openDoorLog(options: DoorLogOptions): Promise<DoorLog> {
  const { path, now = () => new Date(), pollMs = 25 } = options;
  const database = openDatabase(path, readingLog);
  migrate(database, path, migrations);
  const reader = createLogReader(database, now);
  const writer = createPoliteWriter(await openWriter(path, writingLog));
  const commits = createGroupCommit(writer);
  const { append, deleteStream, tombstoneStream } = await createLogWriter({
    writer,
    commits,
    now,
    newId: randomUUID,
  });
  const appended = createAppendSignal({ path, readHead: reader.head, pollMs });

  /** Notifies waiting readers after each write. */
  const notifying =
    <Arguments extends readonly unknown[], Result>(write: (...values: Arguments) => Promise<Result>) =>
    async (...values: Arguments): Promise<Result> => {
      const result = await write(...values);
      appended.notify();
      return result;
    };

  const log: DoorLog = {
    ...reader,
    append: notifying(append),
    deleteStream: notifying(deleteStream),
    tombstoneStream: notifying(tombstoneStream),
    beyond: (position, signal) => appended.beyond(position, signal),
    async close() {
      appended.close();
      await commits.settled();
      writer.close();
      database.close();
    },
  };
  try {
    if (log.readStream(epochs, 0, "forwards").state === "missing") {
      await log.append(epochs, [firstEpoch()], "no-stream");
    }
    return log;
  } catch (error) {
    await log.close();
    throw error;
  }
}
