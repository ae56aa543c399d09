import type { ItemKind } from "../../events/identifiers.js";
import { readId, type JsonObject } from "../documents/extended-json.js";
import type { ProblemReport } from "./problems.js";
import { readRecord, readUser, type OnProblem } from "../documents/shop-documents.js";
import type { SourceCollection, SourceCollections, SourceName } from "./source-collections.js";
import { fits, whyUnfit } from "./source-fitness.js";
import { openStaging, type Staging } from "./staging.js";

export interface StageOptions {
  readonly report: ProblemReport;
  /** Called with how much was read of how much, in the unit of the collections' sizes. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Dates later than this are implausible; the present if left out. */
  readonly now?: Date;
}

export interface StagedSources {
  /** What the two accounts are called in a report. */
  readonly names: { readonly users: string; readonly purchases: string };
  readonly staging: Staging;
  /** How many documents were read of each; what was unreadable is not among them. */
  readonly documents: Readonly<Record<SourceName, number>>;
  /** Why a source is not what it was named as: an empty file, another format, the wrong collection. */
  readonly unfit: readonly string[];
  /** Whether an item is in the shop's courses or tests; also true where none were given. */
  isKnown(kind: ItemKind, id: string): boolean;
  /** Why a file could not be read to its end, for each of which that is so. */
  readonly cutOff: readonly string[];
}

/**
 * Reads the collections into a staging area, which the caller closes. What cannot be used goes into the report.
 *
 * The users come before the purchases: of what a shop that goes on selling adds meanwhile, there may be a record that
 * the arrays do not have yet, but no item that would be taken over without the date of its record.
 *
 * @throws LedgerError `source_invalid` if a collection is missing or cannot be read.
 */
export async function stageSources(
  { users, purchases, courses, tests }: SourceCollections,
  options: StageOptions,
): Promise<StagedSources> {
  const all = [users, purchases, courses, tests].filter((collection) => collection !== undefined);
  // Before the first byte is read: a wrong name in the last file would otherwise cost the reading of the others.
  const sizes = await Promise.all(all.map((collection) => collection.size()));
  const reading = createReading(
    options,
    sizes.reduce((sum, size) => sum + size, 0),
  );
  const staging = openStaging();
  try {
    const items = {
      course: await itemKeys(reading, courses, "courses"),
      test: await itemKeys(reading, tests, "tests"),
    };
    const now = options.now ?? new Date();
    await reading.read(users, "users", (document, line, onProblem) => {
      const user = readUser(document, { onProblem, now });
      const before = user === undefined ? undefined : staging.addUser(user, line);
      if (user === undefined || before === undefined) return;
      const message = `The user is on line ${before} already. The arrays of both were merged.`;
      onProblem("user_repeated", message, { userId: user.userId });
    });
    await reading.read(purchases, "purchases", (document, line, onProblem) => {
      const record = readRecord(document, { onProblem, now });
      if (record !== undefined) staging.addRecord(record, line);
    });
    staging.finish();
    const isKnown = (kind: ItemKind, id: string): boolean => items[kind]?.has(id) ?? true;
    const names = { users: users.name, purchases: purchases.name };
    const { documents, cutOff, unfit } = reading;
    return { names, staging, documents, isKnown, cutOff, unfit };
  } catch (error) {
    staging.close();
    throw error;
  }
}

type OnDocument = (document: JsonObject, line: number, onProblem: OnProblem) => void;

interface Reading {
  readonly documents: Record<SourceName, number>;
  readonly cutOff: string[];
  readonly unfit: string[];
  read(collection: SourceCollection, source: SourceName, onDocument: OnDocument): Promise<void>;
}

function createReading({ report, onProgress, signal }: StageOptions, total: number): Reading {
  const documents = { users: 0, purchases: 0, courses: 0, tests: 0 };
  const cutOff: string[] = [];
  const unfit: string[] = [];
  let doneBefore = 0;
  return {
    documents,
    cutOff,
    unfit,
    async read({ name: file, read }, source, onDocument) {
      let doneHere = 0;
      let unreadable = 0;
      let fitting = 0;
      const onDone = (done: number): void => {
        doneHere = done;
        onProgress?.(doneBefore + done, Math.max(total, doneBefore + done));
      };
      for await (const item of read({ onProgress: onDone, signal })) {
        const { line } = item;
        if ("problem" in item) {
          unreadable += 1;
          report.add({ kind: "unreadable", file, line, message: item.problem });
          if (item.endsReading) cutOff.push(`${file}: ${item.problem}`);
          continue;
        }
        documents[source] += 1;
        if (fits(item.document, source)) fitting += 1;
        onDocument(item.document, line, (kind, message, subject) => {
          report.add({ kind, file, line, message, ...subject });
        });
      }
      doneBefore += doneHere;
      const reason = whyUnfit(source, { documents: documents[source], fitting, unreadable });
      if (reason !== undefined) unfit.push(`${file} ${reason}`);
    },
  };
}

/** The ids of the shop's items. They stay in memory: a shop's catalogue does, unlike its users and purchases. */
async function itemKeys(
  reading: Reading,
  collection: SourceCollection | undefined,
  source: "courses" | "tests",
): Promise<ReadonlySet<string> | undefined> {
  if (collection === undefined) return undefined;
  const ids = new Set<string>();
  await reading.read(collection, source, (document, _line, onProblem) => {
    const id = readId(document._id);
    if (id === undefined)
      onProblem("id_invalid", `The _id of an item of the ${source} is not an id. It was left out.`);
    else ids.add(id);
  });
  return ids;
}
