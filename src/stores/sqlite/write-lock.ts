import { readFileSync, statSync } from "node:fs";

/** Where SQLite locks the `-shm` file of a database for the one connection that writes. */
const writeLockByte = 120;

/**
 * The id of the process that holds the write lock of the database at `path`. Undefined if none holds it, and where
 * that is not known: on other systems than Linux, and for a process of another container.
 */
export function writeLockHolder(path: string): number | undefined {
  try {
    const inode = statSync(`${path}-shm`).ino;
    const held = new RegExp(String.raw`WRITE (\d+) \w+:\w+:${inode} ${writeLockByte} `);
    const pid = Number(held.exec(readFileSync("/proc/locks", "utf8"))?.[1]);
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}
