import type { StoredEvent } from "../../../events/codec.js";
import { streamPrefix } from "../../../events/identifiers.js";
import { openWriter, type Database, type SqlValue, type Writer } from "../../sqlite/database.js";
import { literalOf } from "../../sqlite/values.js";
import type { EventStore } from "../event-store.js";
import { readingLog } from "./open-options.js";
import { parsePosition } from "./read-log.js";
import { parseOrText } from "../../sqlite/values.js";

/** Small, so that the garbage collector frees the events of a batch early and the heap stays small. */
const batchSize = 500;
const columns = "stream, revision, type, data, metadata";

type Place = Pick<StoredEvent, "stream" | "revision">;

/**
 * The users' events, without those of payment streams, in the order of the index on stream and revision. The unary plus
 * keeps SQLite from reading the log by position and sorting it.
 */
const pageAfter = ({ stream, revision }: Place, until: number): string => `SELECT ${columns} FROM events
  WHERE (stream, revision) > (${literalOf(stream)}, ${revision})
    AND stream NOT GLOB '${streamPrefix}/*' AND +position <= ${until}
  ORDER BY stream, revision LIMIT ${batchSize}`;

/**
 * Reads the streams in order, see `EventStore.readStreams`. SQLite returns a batch as one JSON text: making and parsing
 * it takes a fraction of the time that the package needs to return each value by itself. Another thread makes it while
 * the caller works on the batch before, because a user's events are spread over the whole log.
 */
export function createReadStreams(
  path: string,
  reader: Database,
  assertOpen: () => void,
): NonNullable<EventStore["readStreams"]> {
  return async function* ({ until }) {
    assertOpen();
    const end = parsePosition(until);
    const connection = await openWriter(path, readingLog);
    let text: Promise<PageText> | undefined;
    try {
      const ahead = await prepareAhead(connection);
      text = ahead({ stream: "", revision: -1 }, end);
      for (let last: Place = { stream: "", revision: -1 }; ;) {
        const batch = fromText(await text) ?? reader.prepare(pageAfter(last, end)).all().map(fromRow);
        assertOpen();
        const next = batch.at(-1);
        if (next === undefined) return;
        last = next;
        const isLast = batch.length < batchSize;
        if (!isLast) {
          text = ahead(last, end);
          // If the caller stops reading, nothing awaits this. Its failure must not count as unhandled.
          text.catch(() => undefined);
        }
        yield batch;
        if (isLast) return;
      }
    } finally {
      await text?.catch(() => undefined);
      connection.close();
    }
  };
}

/**
 * The package runs a statement on another thread only if it has no parameters and returns no rows. So the page is
 * written to a temporary table there, and read from it here.
 */
async function prepareAhead(connection: Writer): Promise<(after: Place, until: number) => Promise<PageText>> {
  await connection.exec("CREATE TEMP TABLE page (events INTEGER NOT NULL, text TEXT)");
  const taken = await connection.prepare("SELECT events, text FROM temp.page");
  return async (after, until) => {
    await connection.exec(`DELETE FROM temp.page; INSERT INTO temp.page
      SELECT count(*), group_concat(json_array(stream, revision, type) || ',' || data || ',' || metadata)
      FROM (${pageAfter(after, until)})`);
    const [events = 0, text = null] = taken.get() ?? [];
    return { events: Number(events), text };
  };
}

interface PageText {
  readonly events: number;
  readonly text: SqlValue;
}

/** Undefined if the data or metadata of an event is not JSON: then the events must be read one by one. */
function fromText({ events: count, text }: PageText): readonly StoredEvent[] | undefined {
  const parts = parseOrText(`[${String(text ?? "")}]`);
  if (!Array.isArray(parts) || parts.length !== 3 * count) return undefined;
  const events: StoredEvent[] = [];
  for (let index = 0; index < parts.length; index += 3) {
    const head: unknown = parts[index];
    if (!Array.isArray(head) || head.length !== 3) return undefined;
    const [stream, revision, type] = head as [string, number, string];
    events.push({ stream, revision, type, data: parts[index + 1], metadata: parts[index + 2] });
  }
  return events;
}

function fromRow([stream, revision, type, data, metadata]: readonly SqlValue[]): StoredEvent {
  return {
    stream: String(stream),
    revision: Number(revision),
    type: String(type),
    data: parseOrText(data),
    metadata: parseOrText(metadata),
  };
}
