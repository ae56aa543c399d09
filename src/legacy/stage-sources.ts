import type { ItemKind } from "../events/identifiers.js";
import { readId, type JsonObject } from "../shop/extended-json.js";
import { readMongoExport, sizeOfExport } from "./mongo-export-reader.js";
import type { ProblemReport } from "./problems.js";
import { readRecord, readUser, type OnProblem } from "./shop-documents.js";
import { openStaging, type Staging } from "./staging.js";

/** The files that `mongoexport` wrote of the shop's collections. */
export interface SourceFiles {
  readonly users: string;
  readonly purchases: string;
  readonly courses?: string | undefined;
  readonly tests?: string | undefined;
}

export interface StageOptions {
  readonly report: ProblemReport;
  readonly onProgress?: ((bytesRead: number, bytesTotal: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface StagedSources {
  readonly files: SourceFiles;
  readonly staging: Staging;
  /** How many documents were read of each file; what was unreadable is not among them. */
  readonly documents: Readonly<Record<keyof SourceFiles, number>>;
  /** Whether an item is in the shop's courses or tests file; also true where no such file was given. */
  isKnown(kind: ItemKind, id: string): boolean;
  /** Why a file could not be read to its end, for each of which that is so. */
  readonly cutOff: readonly string[];
}

/**
 * Reads the files into a staging area, which the caller closes. What cannot be used goes into the report.
 *
 * @throws LedgerError `source_invalid` if a file is missing or cannot be read.
 */
export async function stageSources(files: SourceFiles, options: StageOptions): Promise<StagedSources> {
  const paths = [files.users, files.purchases, files.courses, files.tests].filter(
    (path) => path !== undefined,
  );
  // Before the first byte is read: a wrong name in the last file would otherwise cost the reading of the others.
  const sizes = await Promise.all(paths.map(sizeOfExport));
  const reading = createReading(
    options,
    sizes.reduce((sum, size) => sum + size, 0),
  );
  const staging = openStaging();
  try {
    const items = {
      course: await itemKeys(reading, files.courses, "courses"),
      test: await itemKeys(reading, files.tests, "tests"),
    };
    await reading.read(files.users, "users", (document, line, onProblem) => {
      const user = readUser(document, onProblem);
      const before = user === undefined ? undefined : staging.addUser(user, line);
      if (user === undefined || before === undefined) return;
      const message = `The user is on line ${before} already. The arrays of both were merged.`;
      onProblem("user_repeated", message, { userId: user.userId });
    });
    await reading.read(files.purchases, "purchases", (document, line, onProblem) => {
      const record = readRecord(document, onProblem);
      if (record !== undefined) staging.addRecord(record, line);
    });
    staging.finish();
    const isKnown = (kind: ItemKind, id: string): boolean => items[kind]?.has(id) ?? true;
    return { files, staging, documents: reading.documents, isKnown, cutOff: reading.cutOff };
  } catch (error) {
    staging.close();
    throw error;
  }
}

type OnDocument = (document: JsonObject, line: number, onProblem: OnProblem) => void;

interface Reading {
  readonly documents: Record<keyof SourceFiles, number>;
  readonly cutOff: string[];
  read(path: string, source: keyof SourceFiles, onDocument: OnDocument): Promise<void>;
}

function createReading({ report, onProgress, signal }: StageOptions, bytesTotal: number): Reading {
  const documents = { users: 0, purchases: 0, courses: 0, tests: 0 };
  const cutOff: string[] = [];
  let bytesBefore = 0;
  return {
    documents,
    cutOff,
    async read(file, source, onDocument) {
      let bytesHere = 0;
      const onBytes = (bytesRead: number): void => {
        bytesHere = bytesRead;
        onProgress?.(bytesBefore + bytesRead, bytesTotal);
      };
      for await (const item of readMongoExport(file, { onProgress: onBytes, signal })) {
        const { line } = item;
        if ("problem" in item) {
          report.add({ kind: "unreadable", file, line, message: item.problem });
          if (item.endsReading) cutOff.push(`${file}: ${item.problem}`);
          continue;
        }
        documents[source] += 1;
        onDocument(item.document, line, (kind, message, subject) => {
          report.add({ kind, file, line, message, ...subject });
        });
      }
      bytesBefore += bytesHere;
    },
  };
}

/** The ids of a catalogue file. They stay in memory: a shop's catalogue does, unlike its users and purchases. */
async function itemKeys(
  reading: Reading,
  path: string | undefined,
  source: "courses" | "tests",
): Promise<ReadonlySet<string> | undefined> {
  if (path === undefined) return undefined;
  const ids = new Set<string>();
  await reading.read(path, source, (document, _line, onProblem) => {
    const id = readId(document._id);
    if (id === undefined)
      onProblem("id_invalid", `The _id of an item of the ${source} is not an id. It was left out.`);
    else ids.add(id);
  });
  return ids;
}
