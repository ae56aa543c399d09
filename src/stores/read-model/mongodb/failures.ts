import { MongoBulkWriteError, MongoError } from "mongodb";
import { LedgerError } from "../../../errors.js";
import { codeOf, troubleOf } from "../../mongodb/failures.js";

/** Codes of commands that no server accepts. They are faults of this program, so a retry would not help. */
const faultsOfTheProgram: ReadonlySet<number> = new Set([2, 9, 14, 40, 52, 66]);

const duplicateKey = 11_000;

/** Turns errors of the driver into the ledger's error. Other errors are returned unchanged. */
export function translate(error: unknown, server: string): unknown {
  if (!(error instanceof MongoError)) return error;
  const code = codeOf(error);
  if (code === duplicateKey || (code !== undefined && faultsOfTheProgram.has(code))) return error;
  return new LedgerError("read_model_unavailable", `MongoDB at ${server} ${troubleOf(error)}.`, {
    cause: error,
  });
}

/**
 * The indexes of the documents that an insert refused because of a duplicate key.
 *
 * @throws the error itself if it has any other cause
 */
export function duplicatesOf(error: unknown): readonly number[] {
  if (!(error instanceof MongoBulkWriteError)) throw error;
  const errors = [error.writeErrors].flat();
  if (errors.length === 0 || errors.some(({ code }) => code !== duplicateKey)) throw error;
  return errors.map(({ index }) => index);
}

/** Whether a document was refused because of a duplicate key. */
export const isDuplicate = (error: unknown): boolean => codeOf(error) === duplicateKey;
