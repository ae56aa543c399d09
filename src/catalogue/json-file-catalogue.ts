import { hash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { parse, type ValueNode } from "@humanwhocodes/momoa";
import { atMost } from "../events/text-length.js";
import * as z from "zod";
import { isLedgerError, LedgerError } from "../errors.js";
import { itemIdSchema } from "../events/id-schemas.js";
import { itemKey, itemKinds } from "../events/identifiers.js";
import { minorDigits } from "../events/money.js";
import type { Catalogue, Offer } from "./catalogue.js";

const offersSchema = z.array(
  z
    .strictObject({
      kind: z.enum(itemKinds),
      id: itemIdSchema,
      title: z.string().trim().min(1).check(atMost(500)),
      priceMinor: z.number().int().min(0),
      currency: z
        .string()
        .refine((code) => minorDigits(code) !== undefined, { error: "must be an ISO 4217 code" }),
      status: z.enum(["active", "withdrawn"]),
    })
    .readonly(),
);

export interface JsonFileCatalogueOptions {
  readonly path: string;
  /** Called when a changed file was read. */
  readonly onReload?: (items: number) => void;
  /** Called once for each change that is refused; the last good catalogue stays in use. */
  readonly onRefused?: (error: LedgerError) => void;
  /** How long a check of the file is valid; a change is seen within this time. */
  readonly recheckMs?: number;
}

/**
 * Opens a catalogue kept in a JSON file: an array of {@link Offer}s. The file is read again when it changes.
 *
 * @throws LedgerError `catalogue_invalid`, naming line and field, if the file cannot be used at the start.
 */
export async function openJsonFileCatalogue(options: JsonFileCatalogueOptions): Promise<Catalogue> {
  const { path, onReload, onRefused, recheckMs = 250 } = options;
  const first = await look(path);
  if (isLedgerError(first.text)) throw first.text;
  let offers = parseCatalogue(first.text, path);
  let seen = first.seen;
  let checkedAt = performance.now();
  let check: Promise<void> | undefined;

  async function recheck(): Promise<void> {
    if (seen.settled && (await stampOf(path)).stamp === seen.stamp) return;
    const before = seen.contentHash;
    const { seen: now, text } = await look(path);
    seen = now;
    if (now.contentHash === before) return;
    try {
      if (isLedgerError(text)) throw text;
      offers = parseCatalogue(text, path);
      onReload?.(offers.size);
    } catch (error) {
      if (!isLedgerError(error)) throw error;
      onRefused?.(error);
    }
  }

  async function current(): Promise<ReadonlyMap<string, Offer>> {
    if (performance.now() - checkedAt >= recheckMs) {
      check ??= recheck().finally(() => {
        checkedAt = performance.now();
        check = undefined;
      });
      await check;
    }
    return offers;
  }

  return {
    offer: async (item) => (await current()).get(itemKey(item)),
    offers: async () => [...(await current()).values()],
    async close() {
      await check;
    },
  };
}

/** The result of the last check of the file. */
interface Seen {
  readonly stamp: string;
  /** Whether any later write shows in the stamp. If not, only the content shows it. */
  readonly settled: boolean;
  /** Undefined if the file could not be read. */
  readonly contentHash: string | undefined;
}

/**
 * File systems count time in steps, the coarsest of two seconds (FAT): a write within the same step as the one before
 * it may leave the date as it was.
 */
const coarsestDateMs = 2000;

/** Reads the file, whether it has changed or not; in place of the text the error that says why there is none. */
async function look(path: string): Promise<{ readonly seen: Seen; readonly text: string | LedgerError }> {
  const now = Date.now();
  // Before the text: a write between the two is found at the next look.
  const { stamp, changedAtMs } = await stampOf(path);
  const settled = changedAtMs !== undefined && now - changedAtMs > coarsestDateMs;
  try {
    const text = await readFile(path, "utf8");
    return { seen: { stamp, settled, contentHash: hash("sha256", text) }, text };
  } catch (cause) {
    const message = `The catalogue file ${path} cannot be read. Set CATALOGUE_FILE to one that can.`;
    const error = new LedgerError("catalogue_invalid", message, { cause });
    // The file may be fine and the cause elsewhere (too many open files): check again.
    return { seen: { stamp, settled: false, contentHash: undefined }, text: error };
  }
}

/**
 * Distinguishes versions of the file without reading it. An editor may write in place or put a new file
 * there; the change date counts, too, because the date of the content can be set to anything.
 */
async function stampOf(
  path: string,
): Promise<{ readonly stamp: string; readonly changedAtMs: number | undefined }> {
  try {
    const { ino, size, mtimeNs, ctimeNs, ctimeMs } = await stat(path, { bigint: true });
    return { stamp: `${ino}:${size}:${mtimeNs}:${ctimeNs}`, changedAtMs: Number(ctimeMs) };
  } catch {
    return { stamp: "missing", changedAtMs: undefined };
  }
}

/**
 * Reads the text of a catalogue file.
 *
 * @returns the offers by {@link itemKey}
 * @throws LedgerError `catalogue_invalid`, naming line and field.
 */
export function parseCatalogue(text: string, path: string): ReadonlyMap<string, Offer> {
  const json = text.replace(/^\uFEFF/, "");
  let content: unknown;
  try {
    content = JSON.parse(json);
  } catch (cause) {
    throw new LedgerError("catalogue_invalid", `${path}, ${syntaxProblem(json, cause)}.`, { cause });
  }
  const parsed = offersSchema.safeParse(content);
  if (!parsed.success) throw invalid(parsed.error.issues, json, path);
  const offers = new Map<string, Offer>();
  parsed.data.forEach((offer, index) => {
    const key = itemKey(offer);
    if (offers.has(key)) {
      throw new LedgerError(
        "catalogue_invalid",
        `${path}, field ${index}.id, line ${createLineFinder(json)([index, "id"])}: ${offer.kind} ${offer.id} is listed twice.`,
      );
    }
    offers.set(key, offer);
  });
  return offers;
}

/** The maximum number of problems that are listed. */
const listedProblems = 20;

function invalid(issues: readonly z.core.$ZodIssue[], json: string, path: string): LedgerError {
  const lineOf = createLineFinder(json);
  const problems = issues.slice(0, listedProblems).map((issue) => ({
    path: issue.path.join("."),
    message: `line ${lineOf(issue.path)}: ${issue.message}`,
  }));
  const first = problems[0];
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  return new LedgerError(
    "catalogue_invalid",
    `${path}, field ${first?.path || "(whole file)"}, ${first?.message ?? ""}${more}.`,
    { problems },
  );
}

/** Where and why a text is not JSON, as far as that is known. */
function syntaxProblem(json: string, cause: unknown): string {
  const why = syntaxErrorOf(json);
  if (why?.line !== undefined) return `line ${why.line}: ${why.message}`;
  // The parser that knows lines takes some texts that JSON.parse refuses, and fails on deep ones without saying where.
  const position = /at position (\d+)/.exec(cause instanceof Error ? cause.message : "")?.[1];
  if (position === undefined) return "not JSON";
  return `line ${json.slice(0, Number(position)).split("\n").length}: not JSON`;
}

function syntaxErrorOf(json: string): { readonly line?: number; readonly message: string } | undefined {
  try {
    parse(json, { mode: "json" });
    return undefined;
  } catch (error) {
    return error as Error & { readonly line?: number };
  }
}

/**
 * Parses a JSON text once, and then gives the line on which a value stands, or the nearest thing around it that exists;
 * line 1 of a text that is nested too deeply for the parser.
 */
function createLineFinder(json: string): (path: readonly PropertyKey[]) => number {
  let root: ValueNode;
  try {
    root = parse(json, { mode: "json" }).body;
  } catch {
    return () => 1;
  }
  return (path) => {
    let node = root;
    for (const step of path) {
      const inner = valueAt(node, step);
      if (inner === undefined) break;
      node = inner;
    }
    return node.loc.start.line;
  };
}

function valueAt(node: ValueNode, step: PropertyKey): ValueNode | undefined {
  if (node.type === "Array") return node.elements[Number(step)]?.value;
  if (node.type !== "Object") return undefined;
  return node.members.find(({ name }) => (name.type === "String" ? name.value : "") === step)?.value;
}
