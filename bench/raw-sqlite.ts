import { copyFileSync, rmSync } from "node:fs";
import SyncDatabase from "libsql";

/**
 * The SQLite package without anything of the ledger around it: what the stores are compared with, and the quick way to
 * make a log of a million events. Only this file of the benchmarks opens it.
 */

export type RawValue = string | number | null;
export type RawRow = readonly RawValue[];

export interface RawStatement {
  run(values: RawRow): unknown;
  get(values: RawRow): RawRow | undefined;
  all(values: RawRow): readonly RawRow[];
  iterate(values: RawRow): Iterable<RawRow>;
}

export interface RawDatabase {
  exec(sql: string): void;
  /** A statement whose rows are arrays. */
  prepare(sql: string): RawStatement;
  close(): void;
}

interface NativeStatement extends RawStatement {
  readonly reader: boolean;
  raw(on: boolean): NativeStatement;
}

interface NativeDatabase {
  exec(sql: string): void;
  prepare(sql: string): NativeStatement;
  close(): void;
}

const checkpointPages = 16_384;

export interface RawOptions {
  readonly synchronous: "full" | "normal" | "off";
  readonly cacheMiB?: number;
}

/** Opened with the settings of the stores' writers in `src`, so that the two differ only in what is done with a file. */
export function openRaw(path: string, { synchronous, cacheMiB = 32 }: RawOptions): RawDatabase {
  const native = new SyncDatabase(path, {}) as unknown as NativeDatabase;
  native.exec("PRAGMA journal_mode = WAL");
  native.exec(`PRAGMA synchronous = ${synchronous.toUpperCase()}`);
  native.exec(`PRAGMA cache_size = ${-1024 * cacheMiB}`);
  native.exec(`PRAGMA wal_autocheckpoint = ${checkpointPages}`);
  return {
    exec: (sql) => {
      native.exec(sql);
    },
    prepare: (sql) => {
      const statement = native.prepare(sql);
      return statement.reader ? statement.raw(true) : statement;
    },
    close: () => {
      native.close();
    },
  };
}

export const eventColumns = "position, stream, revision, id, type, data, metadata, created";

export const placeholders = (columns: string): string => columns.replaceAll(/\w+/g, "?");

/** Removes closed databases, and what a process may have left beside them. */
export function removeDatabases(...paths: readonly string[]): void {
  for (const path of paths) for (const end of ["", "-wal", "-shm"]) rmSync(path + end, { force: true });
}

/** Copies a database that nobody has open. */
export function copyDatabase(from: string, to: string): void {
  const database = openRaw(from, { synchronous: "off" });
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
  copyFileSync(from, to);
}
