import {
  MongoClient,
  MongoError,
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
  type MongoClientOptions,
} from "mongodb";
import { LedgerError, type ErrorCode } from "../errors.js";

/** What holds where the URL says nothing. */
const defaults = {
  serverSelectionTimeoutMS: 2000,
  connectTimeoutMS: 5000,
  socketTimeoutMS: 20_000,
  waitQueueTimeoutMS: 5000,
  appName: "purchase-ledger",
} as const satisfies MongoClientOptions;

/**
 * Makes a client of the shop's MongoDB, which connects when it is first used.
 *
 * @param givenBy where the URL was given, for a message
 * @throws LedgerError `config_invalid` if the URL cannot be used.
 */
export function createClient(url: string, givenBy: string): MongoClient {
  const given = new Set(
    [...new URLSearchParams(url.slice(url.indexOf("?") + 1)).keys()].map((key) => key.toLowerCase()),
  );
  const options = Object.entries(defaults).filter(([name]) => !given.has(name.toLowerCase()));
  try {
    return new MongoClient(url, Object.fromEntries(options));
  } catch {
    // The driver's error may repeat the URL, with the password.
    throw new LedgerError(
      "config_invalid",
      `${givenBy} cannot be used: the MongoDB driver does not take it, or an option in it.`,
    );
  }
}

/** The hosts of a URL, and nothing else of it: it may hold a password. */
export const hostsOf = (url: string): string =>
  /^mongodb(?:\+srv)?:\/\/(?:[^/?]*@)?([^/?]+)/.exec(url)?.[1] ?? "an unknown address";

/** Turns what the driver throws into an error of `code`. What is none of the driver's stays what it is. */
export function translate(error: unknown, server: string, code: ErrorCode): unknown {
  if (!(error instanceof MongoError)) return error;
  return new LedgerError(code, `The shop's MongoDB at ${server} ${troubleOf(error)}.`, { cause: error });
}

/** Whether the same may go on later: the server ends, has no primary, or cannot be reached. */
export const isPassing = (error: unknown): boolean =>
  error instanceof MongoNetworkError ||
  error instanceof MongoServerSelectionError ||
  (error instanceof MongoServerError && typeof error.code === "number" && passingCodes.has(error.code));

const passingCodes: ReadonlySet<number> = new Set([
  6, 7, 43, 50, 89, 91, 134, 175, 189, 237, 262, 9001, 10107, 11600, 11602, 13435, 13436,
]);

/** What a server's error code means for whoever has to do something about it. */
const troubles: ReadonlyMap<number, string> = new Map([
  [13, "does not let this user do it"],
  [18, "does not take the credentials"],
  [50, "took too long"],
  [64, "could not confirm a write on most of its members in time"],
]);

function troubleOf(error: MongoError): string {
  const known =
    error instanceof MongoServerError && typeof error.code === "number"
      ? troubles.get(error.code)
      : undefined;
  if (known !== undefined) return known;
  return isPassing(error) ? "cannot be reached" : "cannot be read or written";
}
