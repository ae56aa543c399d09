import { InvalidArgumentError, type Command } from "commander";
import { databaseUrlPattern } from "../config.js";
import { LedgerError } from "../errors.js";
import { collectionsInDatabase, collectionsInFiles } from "../shop/import/source-collections.js";
import { stageSources, type StagedSources, type StageOptions } from "../shop/import/stage-sources.js";
import { openShopDatabase } from "../shop/mongodb/shop-database.js";
import { megabytes, withProgress } from "./progress.js";
import { counted } from "./terminal.js";

export interface SourceOptions {
  readonly from?: string;
  readonly users?: string;
  readonly purchases?: string;
  readonly courses?: string;
  readonly tests?: string;
}

/** Adds the options that say where the shop's collections are. */
export function withSources(command: Command): Command {
  return command
    .option(
      "--from <url>",
      "the shop's own MongoDB database, which is only read (default: SHOP_URL if no files are named)",
    )
    .option("--users <file>", "the collection `users` as mongoexport writes it; may be gzipped")
    .option("--purchases <file>", "the collection `purchases`")
    .option("--courses <file>", "the collection `courses`, to report purchases of unknown courses")
    .option("--tests <file>", "the collection `tests`, to report purchases of unknown tests");
}

/**
 * Reads the sources that the options name into a staging area, which the caller closes, and shows the progress.
 *
 * @throws LedgerError `request_invalid` if the options name no source, or two; `source_invalid`
 */
export async function stageNamed(
  options: SourceOptions,
  stageOptions: Omit<StageOptions, "onProgress">,
): Promise<StagedSources> {
  const { users, purchases, courses, tests } = options;
  const anyFile = [users, purchases, courses, tests].some((file) => file !== undefined);
  if (options.from !== undefined && anyFile) {
    throw new LedgerError(
      "request_invalid",
      "--from cannot be combined with files. Name either a database or files.",
    );
  }
  const url = options.from ?? (anyFile ? undefined : process.env.SHOP_URL);
  if (url !== undefined) return stageDatabase(url, stageOptions);
  if (users === undefined || purchases === undefined) {
    throw new LedgerError(
      "request_invalid",
      "Name the shop's database with --from, or its exported files with --users and --purchases.",
    );
  }
  const collections = collectionsInFiles({ users, purchases, courses, tests });
  return withProgress({ label: "Reading", format: megabytes }, (onProgress) =>
    stageSources(collections, { ...stageOptions, onProgress }),
  );
}

async function stageDatabase(
  url: string,
  stageOptions: Omit<StageOptions, "onProgress">,
): Promise<StagedSources> {
  // Not checked by commander, whose message would repeat the URL with its password.
  if (!databaseUrlPattern.test(url)) {
    throw new LedgerError(
      "request_invalid",
      "--from or SHOP_URL must name a MongoDB database, mongodb://<hosts>/<database>.",
    );
  }
  const database = openShopDatabase({ url, givenBy: "--from or SHOP_URL", unavailable: "source_invalid" });
  try {
    const collections = await collectionsInDatabase(database);
    return await withProgress({ label: "Reading", format: documents }, (onProgress) =>
      stageSources(collections, { ...stageOptions, onProgress }),
    );
  } finally {
    await database.close();
  }
}

const documents = (count: number): string => counted(count, "document");

/** Reads a whole number from 0. */
export function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number.");
}
