import { LedgerError, type FieldProblem } from "../errors.js";
import { isStreamOf } from "./identifiers.js";
import {
  currentSchemaVersion,
  eventDataSchemas,
  eventTypes,
  metadataSchema,
  type EventType,
  type PurchaseEvent,
} from "./purchase-events.js";
import { quickCheckOf, type QuickCheck } from "./quick-check.js";
import { upcasters, type Payload, type Upcaster, type Upcasters } from "./upcasters.js";

/** An event as a store keeps it: names and JSON values that are not validated yet. */
export interface StoredEvent {
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  /** The parsed JSON; the raw text where it is not JSON. */
  readonly data: unknown;
  readonly metadata: unknown;
}

type JsonObject = Readonly<Record<string, unknown>>;
/**
 * Checks a stored event and types it, upcasting older schema versions first. Holds the code's only cast to an event.
 *
 * @throws LedgerError `event_invalid`, naming stream, revision and field.
 */
export function decodeEvent<Stored extends StoredEvent>(
  stored: Stored,
): Omit<Stored, "type" | "data" | "metadata"> & PurchaseEvent {
  const type = asEventType(stored);
  const payload = upcast(stored, upcasters, currentSchemaVersion);
  assertValid(type, payload, stored);
  const isCurrent = payload.data === stored.data && payload.metadata === stored.metadata;
  return (isCurrent ? stored : { ...stored, ...payload }) as Stored & PurchaseEvent;
}

/**
 * Checks an event before it is appended, so that nothing unreadable ever enters the log.
 *
 * @throws LedgerError `event_invalid`, naming stream, revision and field.
 */
export function assertEncodable(
  event: PurchaseEvent,
  { stream, revision }: { readonly stream: string; readonly revision: number },
): void {
  const { type, data, metadata } = event;
  assertValid(type, event, { stream, revision, type, data, metadata });
}

/**
 * Brings the payload of an event from the version that it says to version `target`.
 *
 * @throws LedgerError `event_invalid` if it says no version, a newer one, or one that no upcaster starts from, or if an
 * upcaster cannot make anything of it: an old event is checked by its upcaster only, and may be damaged like any other.
 */
export function upcast(stored: StoredEvent, table: Upcasters, target: number): Payload {
  const version = schemaVersionOf(stored, target);
  let payload: Payload = { data: asObject(stored, "data"), metadata: asObject(stored, "metadata") };
  for (let from = version; from < target; from++) {
    const step = table[asEventType(stored)]?.[from - 1];
    if (step === undefined) {
      throw invalid(stored, [{ path: "metadata.schemaVersion", message: `has no upcaster from ${from}` }]);
    }
    payload = raised(payload, step, { stored, from });
  }
  return payload;
}

interface Step {
  readonly stored: StoredEvent;
  readonly from: number;
}

function raised(payload: Payload, upcaster: Upcaster, { stored, from }: Step): Payload {
  try {
    const { data, metadata } = upcaster(payload);
    return { data, metadata: { ...metadata, schemaVersion: from + 1 } };
  } catch (cause) {
    const message = `cannot be brought from schema version ${from} to ${from + 1}`;
    throw invalid(stored, [{ path: "data", message }], cause);
  }
}

function asEventType(stored: StoredEvent): EventType {
  if ((eventTypes as readonly string[]).includes(stored.type)) return stored.type as EventType;
  throw invalid(stored, [{ path: "type", message: `is not one of ${eventTypes.join(", ")}` }]);
}

function schemaVersionOf(stored: StoredEvent, newest: number): number {
  const version = asObject(stored, "metadata").schemaVersion;
  const path = "metadata.schemaVersion";
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1) {
    throw invalid(stored, [{ path, message: "must be a whole number from 1" }]);
  }
  if (version > newest) {
    const message = `is ${version}, newer than this program's ${newest}: upgrade the program`;
    throw invalid(stored, [{ path, message }]);
  }
  return version;
}

function asObject(stored: StoredEvent, part: "data" | "metadata"): JsonObject {
  const value = stored[part];
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw invalid(stored, [{ path: part, message: "must be a JSON object" }]);
}

interface UncheckedPayload {
  readonly data: unknown;
  readonly metadata: unknown;
}

function assertValid(type: EventType, payload: UncheckedPayload, at: StoredEvent): void {
  const problems = isQuicklySeen(type, payload) ? [] : problemsOf(type, payload);
  if (problems.length > 0) throw invalid(at, problems);
  const { userId } = payload.data as PurchaseEvent["data"];
  if (!isStreamOf(at.stream, userId))
    throw invalid(at, [{ path: "data.userId", message: "is not the user whose stream this is" }]);
}

/** Made when a type is first read: a short command reads none, or few. */
const quickChecks = new Map<EventType | "metadata", QuickCheck>();

function quickCheck(of: EventType | "metadata"): QuickCheck {
  const check =
    quickChecks.get(of) ?? quickCheckOf(of === "metadata" ? metadataSchema : eventDataSchemas[of]);
  quickChecks.set(of, check);
  return check;
}

const isQuicklySeen = (type: EventType, { data, metadata }: UncheckedPayload): boolean =>
  quickCheck(type)(data) && quickCheck("metadata")(metadata);

function problemsOf(type: EventType, payload: UncheckedPayload): readonly FieldProblem[] {
  const data = eventDataSchemas[type].safeParse(payload.data);
  const metadata = metadataSchema.safeParse(payload.metadata);
  const of = (part: string, error: typeof data.error | typeof metadata.error): FieldProblem[] =>
    (error?.issues ?? []).map(({ path, message }) => ({ path: [part, ...path].join("."), message }));
  return [...of("data", data.error), ...of("metadata", metadata.error)];
}

function invalid(at: StoredEvent, problems: readonly FieldProblem[], cause?: unknown): LedgerError {
  const first = problems[0];
  return new LedgerError(
    "event_invalid",
    `Event ${at.revision} of stream ${at.stream} (${at.type}) is not valid: ${first?.path ?? "event"} ${first?.message ?? ""}.`,
    { problems, details: { stream: at.stream, revision: at.revision, type: at.type }, cause },
  );
}
