import { randomUUID } from "node:crypto";
import {
  mkdirSync,
  openSync,
  closeSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { signalExitCode } from "./child-process.mjs";

/**
 * One installation or build at a time per project folder, also between processes: `npm start` and `npm test` may be
 * started together on a fresh clone. The lock is a file that names its owner; the owner touches it while it works.
 */

/** @typedef {{ setChild: (pid: number) => void, release: () => void }} Lock */
/** @typedef {{ token: string, pid: number, host: string, child?: number }} Owner */
/** What a waiter saw of the lock: any life of its owner changes it. */
/** @typedef {{ owner: Owner | undefined, signature: string }} Sighting */

const touchEveryMs = 1_000;
const lookEveryMs = 100;
/** How long a lock may stand untouched while its owner cannot be asked: it runs on another machine or container. */
const silenceOfStrangerMs = 30_000;
/** The same for a process that does exist: it may be suspended, or its number may belong to another one by now. */
const silenceOfLivingMs = 300_000;
const abandonedBreakMs = 10_000;

/**
 * @template T
 * @param {string} file
 * @param {(lock: Lock) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, work) {
  const owner = await acquire(file);
  const release = keepAlive(file, owner);
  try {
    return await work({ setChild: (pid) => write(file, { ...owner, child: pid }), release });
  } finally {
    release();
  }
}

/** @param {string} file */
async function acquire(file) {
  const owner = { token: randomUUID(), pid: process.pid, host: hostname() };
  let watched = { signature: "", since: 0 };
  let isAnnounced = false;
  while (!create(file, owner)) {
    const seen = look(file);
    if (seen === undefined) continue;
    const now = performance.now();
    if (watched.signature !== seen.signature) watched = { signature: seen.signature, since: now };
    if (isStale(seen.owner, now - watched.since)) {
      breakLock(file, seen);
      continue;
    }
    if (!isAnnounced) announce(seen.owner);
    isAnnounced = true;
    await sleep(lookEveryMs);
  }
  return owner;
}

/**
 * @param {string} file
 * @param {Owner} owner
 */
function create(file, owner) {
  let descriptor;
  try {
    descriptor = openSync(file, "wx");
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
  writeSync(descriptor, JSON.stringify(owner));
  closeSync(descriptor);
  return true;
}

/**
 * Touches the lock while the work goes on, and gives it up at its end or when a signal ends this process.
 *
 * @param {string} file
 * @param {Owner} owner
 */
function keepAlive(file, owner) {
  const touching = setInterval(() => {
    if (look(file)?.owner?.token === owner.token) utimesSync(file, new Date(), new Date());
  }, touchEveryMs);
  /** @param {NodeJS.Signals} signal */
  const onSignal = (signal) => {
    // The child has the signal, too (see child-process.mjs). Once it has ended, nothing writes any more.
    stopped = signal;
  };
  /** @type {NodeJS.Signals | undefined} */
  let stopped;
  for (const signal of endingSignals) process.on(signal, onSignal);
  return () => {
    clearInterval(touching);
    for (const signal of endingSignals) process.off(signal, onSignal);
    if (look(file)?.owner?.token === owner.token) rmSync(file, { force: true });
    if (stopped !== undefined) process.exit(signalExitCode(stopped));
  };
}

/** @type {readonly NodeJS.Signals[]} */
const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * @param {Owner | undefined} owner
 * @param {number} silentForMs how long the lock has not changed, by the waiter's own watch
 */
function isStale(owner, silentForMs) {
  if (owner === undefined || owner.host !== hostname()) return silentForMs > silenceOfStrangerMs;
  // A killed owner may have left a child that is still installing.
  const isAnyoneThere = isAlive(owner.pid) || (owner.child !== undefined && isAlive(owner.child));
  return !isAnyoneThere || silentForMs > silenceOfLivingMs;
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not ours to signal, but there.
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

/**
 * Removes a stale lock. Guarded, and only if it still is the one that was seen: of two waiters, the slower one
 * would otherwise remove the new lock of the faster one.
 *
 * @param {string} file
 * @param {Sighting} seen
 */
function breakLock(file, seen) {
  const guard = `${file}.break`;
  try {
    mkdirSync(guard);
  } catch {
    const age = statSync(guard, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - age > abandonedBreakMs) rmSync(guard, { recursive: true, force: true });
    return;
  }
  try {
    if (look(file)?.signature === seen.signature) rmSync(file, { force: true });
  } finally {
    rmSync(guard, { recursive: true, force: true });
  }
}

/**
 * @param {string} file
 * @returns {Sighting | undefined} `undefined` if nobody holds the lock
 */
function look(file) {
  try {
    const text = readFileSync(file, "utf8");
    return { owner: parse(text), signature: `${text} ${statSync(file).mtimeMs}` };
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * @param {string} text
 * @returns {Owner | undefined}
 */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    // Created, but not yet written.
    return undefined;
  }
}

/**
 * @param {string} file
 * @param {Owner} owner
 */
function write(file, owner) {
  if (look(file)?.owner?.token === owner.token) writeFileSync(file, JSON.stringify(owner));
}

/** @param {Owner | undefined} owner */
function announce(owner) {
  const who = owner === undefined ? "" : ` (process ${owner.pid})`;
  process.stderr.write(`Waiting for another installation or build of this folder${who}…\n`);
}
