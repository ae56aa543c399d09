import { MongoBulkWriteError, MongoError } from "mongodb";
import { LedgerError } from "../../../errors.js";
import { codeOf, troubleOf } from "../../mongodb/failures.js";

/** Commands that no server would take: the program's fault, and no reason to try again. */
const faultsOfTheProgram: ReadonlySet<number> = new Set([2, 9, 14, 40, 52, 66]);

const duplicateKey = 11_000;

/** Turns what the driver throws into the store's own error. What is none of the driver's stays what it is. */
export function translate(error: unknown, server: string): unknown {
  if (!(error instanceof MongoError)) return error;
  const code = codeOf(error);
  if (code === duplicateKey || (code !== undefined && faultsOfTheProgram.has(code))) return error;
  return new LedgerError("read_model_unavailable", `MongoDB at ${server} ${troubleOf(error)}.`, {
    cause: error,
  });
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
export const isDuplicate = (error: unknown): boolean => codeOf(error) === duplicateKey;
