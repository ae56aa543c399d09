import { MongoClient, type MongoClientOptions } from "mongodb";
import { LedgerError } from "../../errors.js";

/**
 * Defaults for options that the URL does not set. Readers do not wait long while the server is unavailable, and a command
 * without an answer ends in time.
 */
const defaults = {
  serverSelectionTimeoutMS: 2000,
  connectTimeoutMS: 5000,
  socketTimeoutMS: 20_000,
  waitQueueTimeoutMS: 5000,
  appName: "purchase-ledger",
} as const satisfies MongoClientOptions;

/**
 * Makes a client. It connects when it is first used.
 *
 * @param givenBy the setting that has the URL, for error messages
 * @param more further defaults for options that the URL does not set
 * @throws LedgerError `config_invalid` if the URL cannot be used
 */
export function createClient(url: string, givenBy: string, more: MongoClientOptions = {}): MongoClient {
  const given = new Set(
    [...new URLSearchParams(url.slice(url.indexOf("?") + 1)).keys()].map((key) => key.toLowerCase()),
  );
  const options = Object.entries({ ...defaults, ...more }).filter(([name]) => !given.has(name.toLowerCase()));
  try {
    return new MongoClient(url, Object.fromEntries(options));
  } catch {
    // The driver's error may contain the URL with its password.
    throw new LedgerError(
      "config_invalid",
      `${givenBy} cannot be used: the MongoDB driver rejects it or one of its options. Check the URL.`,
    );
  }
}

/** The hosts of a URL, without its password. */
export const hostsOf = (url: string): string =>
  /^mongodb(?:\+srv)?:\/\/(?:[^/?]*@)?([^/?]+)/.exec(url)?.[1] ?? "an unknown address";
