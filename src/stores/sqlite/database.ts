import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import SyncDatabase from "libsql";
import AsyncDatabase from "libsql/promise";
import { isReadOnlyPlace } from "../disk-space.js";
import { makeForOwnerOfFolder } from "../file-owner.js";
import { codeOf, createTranslation, type FailureNames } from "./failures.js";
import { readableLocation } from "./readable-location.js";
import { literalOf, type SqlValue } from "./values.js";

export type { SqlValue } from "./values.js";

/**
 * The package has one thread per processor for what runs off the event loop: on a single processor each purchase waited
 * for a count of all purchases. Its runtime, Tokio, reads the number when the first statement runs. As many as connections
 * of one process work at the same time: for appends, the projector, a first fold and counts, and some to spare.
 */
// eslint-disable-next-line no-restricted-properties -- this is not read here, but by the package
process.env.TOKIO_WORKER_THREADS ??= "8";

/**
 * The only file that knows which SQLite package is used. Everything else sees these few types, so that the engine
 * can be changed here.
 */

export interface Statement {
  /** Runs a statement that returns no rows. Gives how many rows it changed. */
  run(...values: readonly SqlValue[]): number;
  /** The first row as an array of its columns. */
  get(...values: readonly SqlValue[]): readonly SqlValue[] | undefined;
}

/** One is used either for its first row or for all: after `all`, the package's `get` still has the old values. */
export interface ReadStatement extends Statement {
  /** All rows, each as an array of its columns. */
  all(...values: readonly SqlValue[]): readonly (readonly SqlValue[])[];
  /** The same one by one, without keeping them. */
  iterate(...values: readonly SqlValue[]): Iterable<readonly SqlValue[]>;
}

/** A connection for reading, and for set-up work that may block. */
export interface Database {
  exec(sql: string): void;
  prepare(sql: string): ReadStatement;
  /** Runs `work`, synchronously, on one state of the file: what is committed meanwhile is not seen. */
  snapshot<T>(work: () => T): T;
  close(): void;
}

/**
 * Adds a statement to the end of a transaction; `rowsOf` writes rows for it. All of them run in their order on
 * another thread, while the event loop goes on: for statements that write much and whose outcome is not needed. A
 * function is called when the transaction's work is done, for a statement that several parts of it add rows to.
 */
export type RunLater = (sql: string | (() => string)) => void;

/** A connection that writes in transactions, without blocking the event loop while it waits for locks or the disk. */
export interface Writer {
  prepare(sql: string): Promise<Statement>;
  /** Runs statements without values or rows, however long they take, without blocking the event loop. */
  exec(sql: string): Promise<void>;
  /**
   * Runs `work`, synchronously, and then what it left for later, in a write transaction and commits it; rolls back when
   * one of them fails. When it resolves, the changes are as durable as the connection's `synchronous` setting makes them.
   * One at a time: the caller waits for one before it starts the next.
   */
  transaction<T>(work: (runLater: RunLater) => T): Promise<T>;
  close(): void;
}

export interface OpenOptions extends FailureNames {
  /** `full`: an acknowledged commit survives a power cut. `normal`: it may be lost, but never torn. `off`: scratch files. */
  readonly synchronous: "full" | "normal" | "off";
  /** The most memory that the connection keeps pages of the file in, in MiB. */
  readonly cacheMiB: number;
  /**
   * Temporary tables and what is sorted may grow on disk, beside the file, unless its folder is read-only. Otherwise they are
   * in memory, however large they are.
   */
  readonly temporaryFiles?: true;
}

/** How long a connection waits for another process's write transaction. */
const busyTimeoutMs = 5000;
/** The longest pause between two looks at a lock, in milliseconds; random, so that waiting processes do not try at the same time. */
const lockRetryMs = 8;

/** The native connection and statement as far as they are used; the package's own types are mostly `any`. */
interface NativeStatement {
  readonly reader: boolean;
  raw(on: boolean): NativeStatement;
  run(values: readonly SqlValue[]): { readonly changes: number };
  get(values: readonly SqlValue[]): readonly SqlValue[] | undefined;
  all(values: readonly SqlValue[]): readonly (readonly SqlValue[])[];
  iterate(values: readonly SqlValue[]): Iterable<readonly SqlValue[]>;
}

interface NativeDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): NativeStatement;
  close(): void;
}

interface NativeWriter {
  readonly inTransaction: boolean;
  exec(sql: string): Promise<unknown>;
  prepare(sql: string): Promise<NativeStatement>;
  close(): void;
}

/** Opens the file, which is created if it is missing, with its folder. In a read-only folder it can only be read. */
export function openDatabase(path: string, options: OpenOptions): Database {
  const guard = createGuard(path, options);
  const native = guard(() => {
    mkdirSync(dirname(path), { recursive: true });
    const location = readableLocation(path, options.unavailable);
    makeForOwnerOfFolder(path);
    const opened = new SyncDatabase(location, {}) as unknown as NativeDatabase;
    try {
      for (const pragma of pragmas(path, options)) opened.exec(pragma);
    } catch (error) {
      opened.close();
      throw error;
    }
    return opened;
  });
  let closed = false;
  return {
    exec: (sql) => {
      guard(() => native.exec(sql));
    },
    prepare: (sql) =>
      readStatement(
        guard(() => rowsAsArrays(native.prepare(sql))),
        guard,
      ),
    snapshot: (work) => {
      guard(() => native.exec("BEGIN"));
      try {
        return work();
      } finally {
        guard(() => native.exec("COMMIT"));
      }
    },
    close: () => {
      if (closed) return;
      closed = true;
      try {
        // Leaves everything in one file, which can then be copied: the connection itself ends only when it is collected.
        native.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get([]);
      } catch {
        // Another process uses it, or the disk is gone: the write-ahead log keeps it, and the next opening reads it.
      }
      native.close();
    },
  };
}

/** Opens a second connection to a file that {@link openDatabase} has opened, for writing. */
export async function openWriter(path: string, options: OpenOptions): Promise<Writer> {
  const guard = createGuard(path, options);
  const translate = createTranslation(path, options);
  const native = guard(
    () => new AsyncDatabase(readableLocation(path, options.unavailable), {}) as unknown as NativeWriter,
  );
  const fail = (error: unknown): never => {
    throw translate(error);
  };
  const exec = async (sql: string): Promise<void> => {
    await native.exec(sql).catch(fail);
  };
  // Waiting for the lock within SQLite would hold a thread of the package's pool, of which there are few: the COMMIT that
  // the lock waits for, of another connection of this process, might get none. So the waiting is done here.
  await exec([...pragmas(path, options), "PRAGMA busy_timeout = 0"].join(";")).catch((error: unknown) => {
    native.close();
    throw error;
  });
  let closed = false;

  // Takes microseconds with the lock free, and fails at once without: no work for another thread.
  const beginStatement = await native.prepare("BEGIN IMMEDIATE").catch(fail);

  return {
    async prepare(sql) {
      const statement = await native.prepare(sql).catch(fail);
      return writeStatement(rowsAsArrays(statement), guard);
    },
    exec,
    async transaction(work) {
      await takeLock(beginStatement, translate);
      try {
        const script: (string | (() => string))[] = [];
        const result = work((sql) => {
          script.push(sql);
        });
        const texts = script.map((sql) => (typeof sql === "string" ? sql : sql()));
        await exec([...texts, "COMMIT"].join(";"));
        return result;
      } catch (error) {
        // A full disk rolls back by itself.
        if (native.inTransaction) await exec("ROLLBACK");
        throw error;
      }
    },
    close: () => {
      if (!closed) native.close();
      closed = true;
    },
  };
}

/** Begins a write transaction, as soon as no other one has the lock. */
async function takeLock(begin: NativeStatement, translate: (error: unknown) => unknown): Promise<void> {
  for (const deadline = performance.now() + busyTimeoutMs; ;) {
    try {
      begin.run([]);
      return;
    } catch (error) {
      if (!codeOf(error).startsWith("SQLITE_BUSY") || performance.now() > deadline) throw translate(error);
      await sleep(1 + Math.random() * lockRetryMs);
    }
  }
}

/**
 * The write-ahead log is copied into the file every 64 MiB of pages: rows that are hit at random are then written
 * there once for many transactions. SQLite's default of 1000 pages folds it after every large transaction.
 */
const checkpointPages = 16_384;

const pragmas = (path: string, { synchronous, cacheMiB, temporaryFiles }: OpenOptions): readonly string[] => [
  `PRAGMA busy_timeout = ${busyTimeoutMs}`,
  "PRAGMA journal_mode = WAL",
  `PRAGMA synchronous = ${synchronous.toUpperCase()}`,
  "PRAGMA foreign_keys = ON",
  `PRAGMA cache_size = ${-1024 * cacheMiB}`,
  `PRAGMA wal_autocheckpoint = ${checkpointPages}`,
  ...(temporaryFiles === true && !isReadOnlyPlace(dirname(path)) ? temporaryFilesIn(dirname(path)) : []),
];

/** SQLite has one such folder for all connections of the process. */
const temporaryFilesIn = (folder: string): readonly string[] => [
  `PRAGMA temp_store_directory = ${literalOf(folder)}`,
  "PRAGMA temp_store = FILE",
];

const rowsAsArrays = (statement: NativeStatement): NativeStatement =>
  statement.reader ? statement.raw(true) : statement;

type Guard = <T>(work: () => T) => T;

// Values go over as one array: given one by one, the package takes a single null for an object of named parameters.
function writeStatement(native: NativeStatement, guard: Guard): Statement {
  return {
    run: (...values) => guard(() => native.run(values).changes),
    get: (...values) => guard(() => native.get(values)),
  };
}

function readStatement(native: NativeStatement, guard: Guard): ReadStatement {
  return {
    ...writeStatement(native, guard),
    all: (...values) => guard(() => native.all(values)),
    iterate: (...values) => guard(() => native.iterate(values)),
  };
}

function createGuard(path: string, options: OpenOptions): Guard {
  const translate = createTranslation(path, options);
  return (work) => {
    try {
      return work();
    } catch (error) {
      throw translate(error);
    }
  };
}
