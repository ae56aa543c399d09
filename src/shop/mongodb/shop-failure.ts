import { MongoError } from "mongodb";
import { LedgerError, type ErrorCode } from "../../errors.js";
import { troubleOf } from "../../stores/mongodb/failures.js";

/** Turns the driver's errors into errors of `code`; all others stay unchanged. */
export function translate(error: unknown, server: string, code: ErrorCode): unknown {
  if (!(error instanceof MongoError)) return error;
  return new LedgerError(code, `The shop's MongoDB at ${server} ${troubleOf(error)}.`, { cause: error });
}
