import {
  MongoBulkWriteError,
  MongoError,
  MongoNetworkError,
  MongoOperationTimeoutError,
  MongoServerError,
  MongoServerSelectionError,
  MongoWriteConcernError,
} from "mongodb";
import { LedgerError } from "../../../errors.js";

/** What a server's error code means for whoever has to do something about it. */
const troubles: ReadonlyMap<number, string> = new Map([
  [13, "does not let this user in"],
  [18, "does not take the credentials"],
  [50, "took too long"],
  [64, "could not confirm a write on most of its members in time"],
  [85, "has an index of ours with other options: drop it, it is made anew"],
  [86, "has an index of ours with other options: drop it, it is made anew"],
  [89, "took too long"],
  [91, "is shutting down"],
  [189, "has no primary at the moment"],
  [10107, "has no primary at the moment"],
  [11600, "is shutting down"],
  [11602, "has no primary at the moment"],
  [13435, "has no primary at the moment"],
  [13436, "has no primary at the moment"],
  [14031, "cannot write: its disk is full"],
]);

/** Commands that no server would take: the program's fault, and no reason to try again. */
const faultsOfTheProgram: ReadonlySet<number> = new Set([2, 9, 14, 40, 52, 66]);

export const duplicateKey = 11_000;

/** Turns what the driver throws into the store's own error. What is none of the driver's stays what it is. */
export function translate(error: unknown, server: string): unknown {
  if (!(error instanceof MongoError)) return error;
  const code = codeOf(error);
  if (code === duplicateKey || (code !== undefined && faultsOfTheProgram.has(code))) return error;
  return new LedgerError("read_model_unavailable", `MongoDB at ${server} ${troubleOf(error, code)}.`, {
    cause: error,
  });
}

function codeOf(error: MongoError): number | undefined {
  if (error instanceof MongoServerError && typeof error.code === "number") return error.code;
  return undefined;
}

function troubleOf(error: MongoError, code: number | undefined): string {
  const known = code === undefined ? undefined : troubles.get(code);
  if (known !== undefined) return known;
  if (error instanceof MongoWriteConcernError) return "could not confirm a write on most of its members";
  if (error instanceof MongoServerSelectionError || error instanceof MongoNetworkError)
    return "cannot be reached";
  if (error instanceof MongoOperationTimeoutError) return "took too long";
  return "cannot be read or written";
}

/**
 * The places, in what was to be inserted, of the documents that were refused because there is one of the same key.
 *
 * @throws the error itself if it says anything else
 */
export function duplicatesOf(error: unknown): readonly number[] {
  if (!(error instanceof MongoBulkWriteError)) throw error;
  const errors = [error.writeErrors].flat();
  if (errors.length === 0 || errors.some(({ code }) => code !== duplicateKey)) throw error;
  return errors.map(({ index }) => index);
}

/** Whether a document was refused because there is one of the same key. */
export const isDuplicate = (error: unknown): boolean =>
  error instanceof MongoServerError && error.code === duplicateKey;
