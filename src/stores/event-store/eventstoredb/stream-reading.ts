import type { StreamName } from "../../../events/identifiers.js";
import type { ReadStreamOptions, RecordedEvent } from "../event-store.js";
import { heldBack } from "./errors.js";
import { withRetries } from "./patience.js";
import type { StreamPage } from "./read-requests.js";
import { readStreamPage, type Server } from "./server.js";

/** Events of one stream that are read at once. */
const pageSize = 1000;

/**
 * Reads one user's stream, page by page, on demand.
 *
 * @throws LedgerError `user_held_back` if its beginning is missing, or if it was deleted
 */
export async function* readUserStream(
  server: Server,
  stream: StreamName,
  { from, direction = "forwards", limit = Infinity, willAppend = false }: ReadStreamOptions,
): AsyncGenerator<readonly RecordedEvent[]> {
  const forwards = direction === "forwards";
  let next = from;
  for (let left = limit; left > 0;) {
    const size = Math.min(left, pageSize);
    const page = await readUserPage(server, stream, { from: next, direction, limit: size, willAppend });
    const [first] = page;
    if (forwards && first !== undefined && first.revision > (next ?? 0)) throw isCut(stream);
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < size) return;
    left -= page.length;
    next = last.revision + (forwards ? 1 : -1);
    if (next < 0) return;
  }
}

/** A page of one user's stream. */
type UserPage = Omit<StreamPage, "stream"> & Pick<ReadStreamOptions, "willAppend">;

/** One page, with retries. */
async function readUserPage(
  server: Server,
  stream: StreamName,
  page: UserPage,
): Promise<readonly RecordedEvent[]> {
  return withRetries(server.patience, (timeLeft) => readUserPageOnce(server, stream, page, timeLeft));
}

/** One attempt at a page. */
export async function readUserPageOnce(
  server: Server,
  stream: StreamName,
  { willAppend = false, ...page }: UserPage,
  timeLeft: () => number,
): Promise<readonly RecordedEvent[]> {
  const name = server.prefix + stream;
  const { events, exists } = await readStreamPage(server, { stream: name, ...page }, timeLeft);
  if (events.length > 0) return events.map(({ recorded }) => recorded);
  // The stream exists but has no first event: a limit on its length or age has removed it.
  const isFromEnd = page.from === undefined || (page.from === 0 && page.direction === "forwards");
  if (exists && isFromEnd) throw isCut(stream);
  // A deleted stream is not found, but its metadata remains.
  if (!exists && !willAppend && (await wasDeleted(server, name, timeLeft)))
    throw heldBack(stream, "was deleted");
  return [];
}

async function wasDeleted(server: Server, name: string, timeLeft: () => number): Promise<boolean> {
  const page = { stream: `$$${name}`, direction: "backwards", limit: 1 } as const;
  const { events } = await readStreamPage(server, page, timeLeft);
  const metadata = events[0]?.recorded.data;
  return typeof metadata === "object" && metadata !== null && "$tb" in metadata;
}

const isCut = (stream: StreamName) => heldBack(stream, "has lost its beginning");
