import * as z from "zod";
import { itemIdSchema, purchaseIdSchema, userIdSchema } from "../../events/id-schemas.js";
import { itemKinds, type Item } from "../../events/identifiers.js";
import { toMinorUnits, type Money } from "../../events/money.js";
import { toInstant } from "../../events/instants.js";
import { isPlausibleDate } from "../../events/plausible-dates.js";
import { referenceSchema } from "../../events/purchase-events.js";
import { readMongoExport } from "./mongo-export-reader.js";
import { emptyExport, readOrderCsv } from "./order-csv.js";
import { rawValue, type ProblemSubject } from "./problems.js";

/** What one line of the shop's order export says. */
export interface PriceRow {
  readonly userId: z.infer<typeof userIdSchema>;
  /** The purchase, or the item that was imported. */
  readonly of: { readonly purchaseId: z.infer<typeof purchaseIdSchema> } | { readonly item: Item };
  readonly price: Money;
  /** ISO 8601 UTC; null where the line has no date. */
  readonly paidAt: string | null;
  readonly reference: string | null;
}

/** A line of the file: what it says, or why it cannot be used. */
export type PriceLine = { readonly line: number; readonly subject: ProblemSubject } & (
  { readonly row: PriceRow } | { readonly problem: string }
);

const text = z.preprocess(
  (value) => (value === "" || value === null ? undefined : value),
  z.string().optional(),
);

const lineSchema = z.object({
  userId: userIdSchema,
  purchaseId: text.pipe(purchaseIdSchema.optional()),
  kind: text.pipe(z.enum(itemKinds).optional()),
  itemId: text.pipe(itemIdSchema.optional()),
  /** In major units, e.g. 29.99. */
  amount: z.union([
    z.number(),
    z.string().regex(/^\d{1,15}(\.\d+)?$/, { error: "must be a number such as 29.99" }),
  ]),
  currency: z.string(),
  paidAt: text.pipe(
    z
      .union([z.iso.datetime({ offset: true }), z.iso.date()], { error: "must be an ISO 8601 date" })
      .optional(),
  ),
  reference: z
    .preprocess((value) => (typeof value === "number" ? String(value) : value), text)
    .pipe(referenceSchema.optional()),
});

const columns = { required: ["userId", "amount", "currency"], known: Object.keys(lineSchema.shape) };

/** The same columns with whatever they hold. */
const lineSubjectSchema = z.object({
  userId: userIdSchema.optional().catch(undefined),
  purchaseId: z.unknown().optional(),
  kind: z.enum(itemKinds).optional().catch(undefined),
  itemId: itemIdSchema.optional().catch(undefined),
  amount: z.unknown().optional(),
  currency: z.unknown().optional(),
  paidAt: z.unknown().optional(),
  reference: z.unknown().optional(),
});

/**
 * Reads the shop's order export line by line: CSV with a header where the name ends with `.csv`, otherwise JSON, one
 * object a line. Memory does not grow with the file.
 *
 * @throws LedgerError `source_invalid` if the file cannot be read, or is no such file
 */
export async function* readPriceRows(path: string): AsyncGenerator<PriceLine> {
  for await (const { line, ...read } of /\.csv$/i.test(path) ? readOrderCsv(path, columns) : readJson(path)) {
    if ("problem" in read) yield { line, subject: {}, ...read };
    else yield { line, subject: subjectOf(read.fields), ...toRow(read.fields) };
  }
}

/** The user and item of a line, as far as it names them, with the columns that are used and no others. */
function subjectOf(fields: unknown): ProblemSubject {
  const parsed = lineSubjectSchema.safeParse(fields);
  if (!parsed.success) return {};
  const { userId, kind, itemId, ...rest } = parsed.data;
  const item = kind === undefined || itemId === undefined ? {} : { item: { kind, id: itemId } };
  return {
    ...(userId === undefined ? {} : { userId }),
    ...item,
    raw: rawValue({ userId, kind, itemId, ...rest }),
  };
}

type Read = { readonly line: number } & ({ readonly fields: unknown } | { readonly problem: string });

async function* readJson(path: string): AsyncGenerator<Read> {
  let isEmpty = true;
  for await (const read of readMongoExport(path)) {
    isEmpty = false;
    yield "document" in read
      ? { line: read.line, fields: read.document }
      : { line: read.line, problem: read.problem };
  }
  if (isEmpty) throw emptyExport(path);
}

function toRow(fields: unknown): { readonly row: PriceRow } | { readonly problem: string } {
  const parsed = lineSchema.safeParse(fields);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { problem: `${issue?.path.join(".") ?? ""} ${issue?.message ?? "is wrong"}`.trim() };
  }
  const { userId, purchaseId, kind, itemId, amount, currency, paidAt, reference = null } = parsed.data;
  const amountMinor = toMinorUnits(Number(amount), currency);
  if (amountMinor === undefined)
    return { problem: `amount ${amount} ${currency} is not an amount of a known currency` };
  if (purchaseId === undefined && (kind === undefined || itemId === undefined))
    return { problem: "names neither a purchaseId nor kind and itemId" };
  const of = purchaseId === undefined ? { item: { kind, id: itemId } as Item } : { purchaseId };
  const instant = paidAt === undefined ? null : (toInstant(new Date(paidAt)) ?? "");
  // A purchase without a date of its own would be counted there for ever.
  if (instant !== null && !isPlausibleDate(instant, new Date()))
    return { problem: `paidAt ${paidAt ?? ""} is before 1990 or in the future` };
  return { row: { userId, of, price: { amountMinor, currency }, paidAt: instant, reference } };
}
