import type { StoredEvent } from "../../../events/codec.js";
import { streamPrefix } from "../../../events/identifiers.js";
import { openWriter, type Database, type SqlValue, type Writer } from "../../sqlite/database.js";
import { literalOf } from "../../sqlite/values.js";
import type { EventStore } from "../event-store.js";
import { readingLog } from "./open-options.js";
import { parsePosition } from "./read-log.js";
import { parseJson } from "./stored-event.js";

/** Small, so that what is made of a batch is collected young and the heap stays small. */
const batchSize = 500;
const columns = "stream, revision, type, data, metadata";

type Place = Pick<StoredEvent, "stream" | "revision">;

/**
 * The users' events in the order of the index of streams and revisions, where those of payments are passed over. The plus
 * keeps SQLite from going through the log in its own order and sorting it.
 */
const pageAfter = ({ stream, revision }: Place, until: number): string => `SELECT ${columns} FROM events
  WHERE (stream, revision) > (${literalOf(stream)}, ${revision})
    AND stream NOT GLOB '${streamPrefix}/*' AND +position <= ${until}
  ORDER BY stream, revision LIMIT ${batchSize}`;

/**
 * Reads the streams in order, see `EventStore.readStreams`. A batch comes as one JSON text, which is made and parsed in a
 * fraction of the time that the package takes to hand over each value. It is made on another thread, while the batch before
 * it is worked on: the events of a user lie all over the log.
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
          // It may never be awaited, if nobody reads on.
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
 * The package runs a statement on another thread only if it takes no values and gives no rows: so the page is put into a
 * temporary table there, and taken out of it here.
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

/** Undefined where the data or metadata of an event is no JSON: then each has to be looked at by itself. */
function fromText({ events: count, text }: PageText): readonly StoredEvent[] | undefined {
  const parts = parseJson(`[${String(text ?? "")}]`);
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
    data: parseJson(data),
    metadata: parseJson(metadata),
  };
}
