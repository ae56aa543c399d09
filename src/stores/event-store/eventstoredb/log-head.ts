import { isFailure } from "./failures.js";
import type { KnownTail, TailKnowledge } from "./known-tail.js";
import { isAfter, isSamePosition, type ServerPosition } from "./positions.js";
import type { EventRead } from "./recorded-event.js";
import { readLastRecord, searchAllPage, type Server } from "./server.js";

/** If the head is at most this many events after the known part, reading forwards finds it. Else it is read backwards. */
const nearbyEvents = 100;

/**
 * Finds the position of the last event in any user's stream. On a shared server, a search goes through the records of
 * other programs as well. So concurrent callers share one search, and the next search begins where it ended.
 */
export function createHeadFinder(
  server: Server,
  tail: TailKnowledge,
): () => Promise<ServerPosition | undefined> {
  let searching: Promise<ServerPosition | undefined> | undefined;

  async function search(): Promise<ServerPosition | undefined> {
    const end = await readLastRecord(server);
    const known = tail.get();
    if (end !== undefined && known !== undefined && isKnown(end, known)) return known.event;
    const head = await searchHead(server, tail);
    const through = end?.position;
    if (through !== undefined)
      tail.learnHead(head, head !== undefined && isAfter(head, through) ? head : through);
    return head;
  }

  return () =>
    (searching ??= search().finally(() => {
      searching = undefined;
    }));
}

/** Whether the known part reaches the end of the log, and is still there. */
const isKnown = (end: EventRead, { event, through }: KnownTail): boolean =>
  isSamePosition(end.position, through) &&
  (end.isOurs || event === undefined || !isSamePosition(event, through));

async function searchHead(server: Server, tail: TailKnowledge): Promise<ServerPosition | undefined> {
  const nearby = await searchNearby(server, tail);
  if (nearby !== undefined) return nearby.head;
  const [last] = await searchAllPage(server, { direction: "backwards", limit: 1 });
  return last?.position;
}

/** @returns undefined if the head is further away, or if the known part is no longer there */
async function searchNearby(
  server: Server,
  tail: TailKnowledge,
): Promise<{ readonly head: ServerPosition | undefined } | undefined> {
  const known = tail.get();
  if (known === undefined) return undefined;
  const { event, through } = known;
  const page = await searchAllPage(server, {
    from: through,
    direction: "forwards",
    limit: nearbyEvents,
  }).catch((error: unknown) => {
    if (isFailure(error, "no_such_position")) return undefined;
    throw error;
  });
  const isThere = event === undefined || !isSamePosition(event, through) || hasEventAt(page ?? [], event);
  if (page === undefined || !isThere) {
    tail.forget();
    return undefined;
  }
  if (page.length === nearbyEvents) return undefined;
  return { head: page.at(-1)?.position ?? event };
}

const hasEventAt = (page: readonly EventRead[], at: ServerPosition): boolean =>
  page.some(({ position }) => isSamePosition(position, at));
