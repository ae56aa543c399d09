import { readFile, stat } from "node:fs/promises";
import { parse, type ValueNode } from "@humanwhocodes/momoa";
import { z } from "zod";
import { isLedgerError, LedgerError } from "../../errors.js";
import { itemIdSchema, itemKey, itemKinds } from "../../events/identifiers.js";
import { minorDigits } from "../../events/money.js";
import type { Catalogue, Offer } from "./catalogue.js";

const offersSchema = z.array(
  z
    .strictObject({
      kind: z.enum(itemKinds),
      id: itemIdSchema,
      title: z.string().trim().min(1).max(500),
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
  /** Called when a changed file is taken over. */
  readonly onReload?: (items: number) => void;
  /** Called once for each change that is refused; the last good catalogue stays in use. */
  readonly onRefused?: (error: LedgerError) => void;
  /** How long a look at the file holds; a change is seen within this time. */
  readonly recheckMs?: number;
}

/**
 * Opens a catalogue kept in a JSON file: an array of {@link Offer}s. The file is read again when it changes.
 *
 * @throws LedgerError `catalogue_invalid`, naming line and field, if the file cannot be used at the start.
 */
export async function openJsonFileCatalogue(options: JsonFileCatalogueOptions): Promise<Catalogue> {
  const { path, onReload, onRefused, recheckMs = 250 } = options;
  let version = await versionOf(path);
  let offers = await load(path);
  let checkedAt = performance.now();
  let check: Promise<void> | undefined;

  async function recheck(): Promise<void> {
    const found = await versionOf(path);
    if (found === version) return;
    version = found;
    try {
      offers = await load(path);
      onReload?.(offers.size);
    } catch (error) {
      if (!isLedgerError(error)) throw error;
      onRefused?.(error);
    }
  }

  return {
    async offer(item) {
      if (performance.now() - checkedAt >= recheckMs) {
        check ??= recheck().finally(() => {
          checkedAt = performance.now();
          check = undefined;
        });
        await check;
      }
      return offers.get(itemKey(item));
    },
    async close() {
      await check;
    },
  };
}

/** Tells one content of the file from the next; an editor may write in place or put a new file there. */
async function versionOf(path: string): Promise<string> {
  try {
    const { ino, size, mtimeNs } = await stat(path, { bigint: true });
    return `${ino}:${size}:${mtimeNs}`;
  } catch {
    return "missing";
  }
}

async function load(path: string): Promise<ReadonlyMap<string, Offer>> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new LedgerError(
      "catalogue_invalid",
      `The catalogue file ${path} cannot be read. Set CATALOGUE_FILE to one that can.`,
      { cause },
    );
  }
  return parseCatalogue(text, path);
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
    throw new LedgerError("catalogue_invalid", `${path}, ${syntaxProblem(json)}.`, { cause });
  }
  const parsed = offersSchema.safeParse(content);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => ({
      path: issue.path.join("."),
      message: `line ${lineOf(json, issue.path)}: ${issue.message}`,
    }));
    const first = problems[0];
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
    throw new LedgerError(
      "catalogue_invalid",
      `${path}, field ${first?.path || "(whole file)"}, ${first?.message ?? ""}${more}.`,
      { problems },
    );
  }
  const offers = new Map<string, Offer>();
  parsed.data.forEach((offer, index) => {
    const key = itemKey(offer);
    if (offers.has(key)) {
      throw new LedgerError(
        "catalogue_invalid",
        `${path}, field ${index}.id, line ${lineOf(json, [index, "id"])}: ${offer.kind} ${offer.id} is there twice.`,
      );
    }
    offers.set(key, offer);
  });
  return offers;
}

function syntaxProblem(json: string): string {
  try {
    parse(json, { mode: "json" });
    return "not JSON";
  } catch (error) {
    const line = (error as { line?: number }).line;
    return `${line === undefined ? "" : `line ${line}: `}${error instanceof Error ? error.message : "not JSON"}`;
  }
}

/** The line on which a value stands, or the nearest thing around it that exists. */
function lineOf(json: string, path: readonly PropertyKey[]): number {
  let node: ValueNode = parse(json, { mode: "json" }).body;
  for (const step of path) {
    const inner: ValueNode | undefined =
      node.type === "Array"
        ? node.elements[Number(step)]?.value
        : node.type === "Object"
          ? node.members.find(({ name }) => (name.type === "String" ? name.value : "") === step)?.value
          : undefined;
    if (inner === undefined) break;
    node = inner;
  }
  return node.loc.start.line;
}
