import {
  MongoClientClosedError,
  type MongoError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoOperationTimeoutError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
  MongoWriteConcernError,
} from "mongodb";

/** What the error codes of a server mean for an operator. */
const troubles: ReadonlyMap<number, string> = new Map([
  [13, "does not allow this user to do it"],
  [18, "rejects the credentials"],
  [50, "took too long"],
  [64, "could not confirm a write on most of its members in time"],
  [85, "has an index of ours with other options: drop it; it is created again"],
  [86, "has an index of ours with other options: drop it; it is created again"],
  [89, "took too long"],
  [91, "is shutting down"],
  [121, "refuses a document by its own validation rules"],
  [189, "has no primary at the moment"],
  [10107, "has no primary at the moment"],
  [11600, "is shutting down"],
  [11602, "has no primary at the moment"],
  [13435, "has no primary at the moment"],
  [13436, "has no primary at the moment"],
  [14031, "cannot write: its disk is full"],
  // Atlas has one code for whatever it refuses by itself.
  [8000, "rejects the credentials, or does not allow this user to do it"],
]);

/** Codes of a server that is shutting down, has no primary, or cannot reach other members. */
const passingCodes: ReadonlySet<number> = new Set([
  6, 7, 43, 50, 89, 91, 134, 175, 189, 237, 262, 9001, 10107, 11600, 11602, 13435, 13436,
]);

export const codeOf = (error: unknown): number | undefined =>
  error instanceof MongoServerError && typeof error.code === "number" ? error.code : undefined;

/** Describes an error of the driver, as the end of a sentence whose subject is the server. */
export function troubleOf(error: MongoError): string {
  const code = codeOf(error);
  const known = code === undefined ? undefined : troubles.get(code);
  if (known !== undefined) return known;
  if (error instanceof MongoWriteConcernError) return "could not confirm a write on most of its members";
  if (error instanceof MongoOperationTimeoutError) return "took too long";
  return isPassing(error) ? "cannot be reached" : "cannot be read or written";
}

/** Whether trying again later may help. */
export function isPassing(error: unknown): boolean {
  const code = codeOf(error);
  return (
    error instanceof MongoNetworkError ||
    error instanceof MongoServerSelectionError ||
    // These three mean that the client was replaced.
    error instanceof MongoClientClosedError ||
    error instanceof MongoNotConnectedError ||
    error instanceof MongoTopologyClosedError ||
    (code !== undefined && passingCodes.has(code))
  );
}
