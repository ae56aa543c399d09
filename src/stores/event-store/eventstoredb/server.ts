import type { Connection } from "./connection.js";
import { silenceOf, whileHeard, withRetries, type Patience, type TimeLeft } from "./patience.js";
import { readPage, type ReadMessage } from "./read-call.js";
import type { ServerPosition } from "./positions.js";
import { allPageRequest, streamPageRequest, type AllPage, type StreamPage } from "./read-requests.js";
import { toEventRead, type EventRead } from "./recorded-event.js";

/** What all parts of the adapter need. */
export interface Server {
  readonly connection: Connection;
  readonly patience: Patience;
  /** The prefix of the names of all streams on the server. */
  readonly prefix: string;
  /** The prefix of the names of all users' streams on the server. */
  readonly usersPrefix: string;
}

/** A page of one stream. */
export interface StreamPageRead {
  readonly events: readonly EventRead[];
  /** False if the server says that there is no such stream. It also says so of a stream that was deleted but not for good. */
  readonly exists: boolean;
}

/** Tries once to read a page of a stream. */
export async function readStreamPage(
  { connection, patience, prefix }: Server,
  page: StreamPage,
  timeLeft: TimeLeft,
): Promise<StreamPageRead> {
  const events: EventRead[] = [];
  let exists = true;
  await readPage(connection, streamPageRequest(page), {
    ...{ silenceMs: silenceOf(patience, timeLeft), timeLeft, shown: patience.shown },
    searches: false,
    onMessage(message) {
      if (message.hasStreamNotFound()) exists = false;
      keep(events, message, prefix);
    },
  });
  return { events, exists };
}

/** A page of all users' streams. In a shared database, the server may search for a long time without an answer. */
export async function searchAllPage(
  { connection, patience, prefix, usersPrefix }: Server,
  page: AllPage,
  signal?: AbortSignal,
): Promise<readonly EventRead[]> {
  const { shown } = patience;
  return whileHeard(patience, async (timeLeft) => {
    const events: EventRead[] = [];
    await readPage(connection, allPageRequest(page, usersPrefix), {
      ...{ silenceMs: silenceOf(patience, timeLeft), timeLeft, shown },
      ...{ searches: true, signal },
      onMessage: (message) => {
        keep(events, message, prefix);
      },
    });
    return events;
  });
}

/** The first record at or after a position, of any program. */
export const readFirstRecord = (server: Server, from: ServerPosition): Promise<EventRead | undefined> =>
  readOneRecord(server, { from, direction: "forwards", limit: 1 });

/** The last record, of any program. */
export const readLastRecord = (server: Server): Promise<EventRead | undefined> =>
  readOneRecord(server, { direction: "backwards", limit: 1 });

async function readOneRecord(
  { connection, patience, prefix }: Server,
  page: AllPage,
): Promise<EventRead | undefined> {
  const { shown } = patience;
  return withRetries(patience, async (timeLeft) => {
    const events: EventRead[] = [];
    await readPage(connection, allPageRequest(page), {
      ...{ silenceMs: silenceOf(patience, timeLeft), timeLeft, shown },
      searches: false,
      onMessage: (message) => {
        keep(events, message, prefix);
      },
    });
    return events[0];
  });
}

function keep(events: EventRead[], message: ReadMessage, prefix: string): void {
  const resolved = message.getEvent();
  const read = resolved === undefined ? undefined : toEventRead(resolved, prefix);
  if (read !== undefined) events.push(read);
}
