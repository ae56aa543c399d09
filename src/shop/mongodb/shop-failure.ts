import { MongoError } from "mongodb";
import { LedgerError, type ErrorCode } from "../../errors.js";
import { troubleOf } from "../../stores/mongodb/failures.js";

/** Turns what the driver throws into an error of `code`. What is none of the driver's stays what it is. */
export function translate(error: unknown, server: string, code: ErrorCode): unknown {
  if (!(error instanceof MongoError)) return error;
  return new LedgerError(code, `The shop's MongoDB at ${server} ${troubleOf(error)}.`, { cause: error });
}
