import { LedgerError } from "../../errors.js";
import type { ShopDatabase } from "../mongodb/shop-database.js";
import {
  readMongoExport,
  sizeOfExport,
  type ExportDocument,
  type ExportProblem,
} from "./mongo-export-reader.js";

export interface ReadSourceOptions {
  /** Called with how much was read so far, in the unit of `size`. */
  readonly onProgress?: ((done: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One of the shop's collections, wherever it is read from. */
export interface SourceCollection {
  /** As reports show it: the file as the operator named it, or `mongodb://<hosts>/<database>/<collection>`. */
  readonly name: string;
  /**
   * How much there is: the bytes of a file, or about how many documents.
   *
   * @throws LedgerError `source_invalid`
   */
  size(): Promise<number>;
  /**
   * In the form of an export; the line of a document in a database is which one it is, from 1, in the order of `_id`.
   *
   * @throws LedgerError `source_invalid`
   */
  read(options: ReadSourceOptions): AsyncIterable<ExportDocument | ExportProblem>;
}

/** `courses` and `tests` only say which items the shop has. */
export interface SourceCollections {
  readonly users: SourceCollection;
  readonly purchases: SourceCollection;
  readonly courses?: SourceCollection | undefined;
  readonly tests?: SourceCollection | undefined;
}

export type SourceName = keyof SourceCollections;

/** The files that `mongoexport` wrote of the shop's collections. */
export interface SourceFiles {
  readonly users: string;
  readonly purchases: string;
  readonly courses?: string | undefined;
  readonly tests?: string | undefined;
}

/** The shop's collections as exported files. */
export function collectionsInFiles({ users, purchases, courses, tests }: SourceFiles): SourceCollections {
  const inFile = (path: string): SourceCollection => ({
    name: path,
    size: () => sizeOfExport(path),
    read: (options) => readMongoExport(path, options),
  });
  return {
    users: inFile(users),
    purchases: inFile(purchases),
    courses: courses === undefined ? undefined : inFile(courses),
    tests: tests === undefined ? undefined : inFile(tests),
  };
}

/** What is read of each document; nothing else of a user leaves the database. */
const fields: Readonly<Record<SourceName, readonly string[]>> = {
  users: ["name", "purchasedCourses", "purchasedTests"],
  purchases: ["user", "course", "test", "purchasedAt"],
  courses: [],
  tests: [],
};

/**
 * The shop's collections in its own database; `courses` and `tests` if they are there. They are read in the order of
 * their `_id`.
 *
 * @throws LedgerError `source_invalid` if there are no users or no purchases, or the database cannot be read.
 */
export async function collectionsInDatabase(database: ShopDatabase): Promise<SourceCollections> {
  const existing = await database.existing(Object.keys(fields) as SourceName[]);
  const inDatabase = (name: SourceName): SourceCollection => ({
    name: `${database.name}/${name}`,
    size: () => database.estimate(name),
    read: (options) => readCollection(database, name, options),
  });
  const missing = (["users", "purchases"] as const).find((name) => !existing.has(name));
  // An empty, wrong database would look like two accounts that agree.
  if (missing !== undefined) {
    throw new LedgerError(
      "source_invalid",
      `${database.name} has no collection ${missing}, or does not show it.`,
    );
  }
  return {
    users: inDatabase("users"),
    purchases: inDatabase("purchases"),
    courses: existing.has("courses") ? inDatabase("courses") : undefined,
    tests: existing.has("tests") ? inDatabase("tests") : undefined,
  };
}

async function* readCollection(
  database: ShopDatabase,
  name: SourceName,
  { onProgress, signal }: ReadSourceOptions,
): AsyncGenerator<ExportDocument> {
  let line = 0;
  for await (const document of database.documents(name, { fields: fields[name], signal })) {
    line += 1;
    yield { line, document };
    onProgress?.(line);
  }
}
