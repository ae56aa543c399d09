import { isLedgerError } from "../../../errors.js";
import type { RunLater, Writer } from "../../sqlite/database.js";
import { isUniqueViolation } from "../../sqlite/failures.js";

/** Writes that arrive while another is being written share the next transaction, and so one wait for the disk. */
export interface GroupCommit {
  /**
   * Runs `work`, synchronously, in the next transaction; what it returned is durable when this resolves. It may throw
   * a `LedgerError` to be refused alone, if it has changed nothing by then. A unique key that is there already fails the
   * one that brings it: the whole group is run again, each in a transaction of its own. Any other error, and one of the
   * store itself, fails the whole group.
   *
   * @param events how many it writes, for the bound of a group
   */
  run<T>(events: number, work: (group: Group) => T): Promise<T>;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
}

/** The writes that share a transaction. */
export interface Group {
  readonly runLater: RunLater;
  /** Runs the action as soon as the group is on disk, before the next one begins. */
  whenWritten(action: () => void): void;
}

interface Job {
  readonly events: number;
  /** Runs the work, and returns a function that reports the result once it is on disk. */
  run(group: Group): () => void;
  reject(error: unknown): void;
}

/** Bounds how long one transaction holds the write lock that other processes wait for. */
const mostEventsPerCommit = 2000;
/** Too few to be worth a second wait for the disk. */
const fewAppends = 32;

/** @param beforeAcknowledging runs when a group is on disk; if it throws, no append of the group is acknowledged */
export function createGroupCommit(
  writer: Writer,
  beforeAcknowledging: () => void = () => undefined,
): GroupCommit {
  const queue: Job[] = [];
  let writing: Promise<void> | undefined;

  async function writeQueue(): Promise<void> {
    for (let justWritten = 0; queue.length > 0;) {
      let taken = 0;
      const take = (): readonly Job[] => {
        const group = takeGroup(queue, justWritten);
        taken = group.length;
        return group;
      };
      for (const job of await commit(take)) await commit(() => [job]);
      justWritten = taken;
    }
    // In the same step that found the queue empty: what a caller queues once it has its answer is not overlooked.
    writing = undefined;
  }

  /** @returns writes of which one repeats an existing key: each has to be tried alone to find out which */
  async function commit(take: () => readonly Job[]): Promise<readonly Job[]> {
    let jobs: readonly Job[] | undefined;
    const written: (() => void)[] = [];
    try {
      const answers = await writer.transaction((runLater) => {
        // Taken only when the write lock is held: appends that arrived while waiting join the group.
        jobs = take();
        const group: Group = { runLater, whenWritten: (action) => written.push(action) };
        return jobs.map((job) => job.run(group));
      });
      for (const action of written) action();
      beforeAcknowledging();
      for (const answer of answers) answer();
    } catch (error) {
      jobs ??= take();
      if (jobs.length > 1 && isUniqueViolation(error)) return jobs;
      for (const job of jobs) job.reject(error);
    }
    return [];
  }

  return {
    run<T>(events: number, work: (group: Group) => T) {
      return new Promise<T>((resolve, reject) => {
        queue.push({ events, run: (group) => answerOf(() => work(group), resolve, reject), reject });
        writing ??= writeQueue();
      });
    },
    async settled() {
      while (writing !== undefined) await writing;
    },
  };
}

/** Runs the work, and returns a function that reports the outcome once it is on disk. */
function answerOf<T>(
  work: () => T,
  resolve: (result: T) => void,
  reject: (error: unknown) => void,
): () => void {
  try {
    const result = work();
    return () => {
      resolve(result);
    };
  } catch (error) {
    // An error of the file or disk fails the whole group: it is not known how much of the transaction is left.
    if (!isLedgerError(error) || error.code === "event_store_unavailable") throw error;
    return () => {
      reject(error);
    };
  }
}

/**
 * Of many appends, a half, with those that were just written and come back: while it is written to disk, they decide what
 * they append next, and are the other half by then. All at once would leave the processor idle meanwhile, and then the disk.
 */
function takeGroup(queue: Job[], justWritten: number): readonly Job[] {
  const most = queue.length > fewAppends ? Math.ceil((queue.length + justWritten) / 2) : queue.length;
  let total = 0;
  const end = queue.findIndex(
    ({ events }, index) => index === most || ((total += events) > mostEventsPerCommit && index > 0),
  );
  return queue.splice(0, end === -1 ? queue.length : end);
}
