import { MongoClient, type MongoClientOptions } from "mongodb";
import { LedgerError } from "../../errors.js";

/**
 * What holds where the URL says nothing. A reader is not kept waiting while the server is away, and a command that gets
 * no answer ends some time.
 */
const defaults = {
  serverSelectionTimeoutMS: 2000,
  connectTimeoutMS: 5000,
  socketTimeoutMS: 20_000,
  waitQueueTimeoutMS: 5000,
  appName: "purchase-ledger",
} as const satisfies MongoClientOptions;

/**
 * Makes a client, which connects when it is first used.
 *
 * @param givenBy where the URL was given, for a message
 * @param more further options that hold where the URL says nothing
 * @throws LedgerError `config_invalid` if the URL cannot be used.
 */
export function createClient(url: string, givenBy: string, more: MongoClientOptions = {}): MongoClient {
  const given = new Set(
    [...new URLSearchParams(url.slice(url.indexOf("?") + 1)).keys()].map((key) => key.toLowerCase()),
  );
  const options = Object.entries({ ...defaults, ...more }).filter(([name]) => !given.has(name.toLowerCase()));
  try {
    return new MongoClient(url, Object.fromEntries(options));
  } catch {
    // The driver's error may repeat the URL, with the password.
    throw new LedgerError(
      "config_invalid",
      `${givenBy} cannot be used: the MongoDB driver rejects it or one of its options. Check the URL.`,
    );
  }
}

/** The hosts of a URL, and nothing else of it: it may hold a password. */
export const hostsOf = (url: string): string =>
  /^mongodb(?:\+srv)?:\/\/(?:[^/?]*@)?([^/?]+)/.exec(url)?.[1] ?? "an unknown address";
