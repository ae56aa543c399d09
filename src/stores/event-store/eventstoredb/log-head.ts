import { isFailure } from "./failures.js";
import type { KnownTail, TailKnowledge } from "./known-tail.js";
import { compareServerPositions, type ServerPosition } from "./positions.js";
import type { EventRead } from "./recorded-event.js";
import { readLastRecord, searchAllPage, type Server } from "./server.js";

/** A head this close to what is known is found by reading on; one further away from the end. */
const nearbyEvents = 100;

/**
 * Finds the position of the last event in any user's stream. On a server that others fill, a search looks through all of
 * their records: callers at the same time share one, and the next one begins where it ended.
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
    if (through !== undefined) tail.learnHead(head, isAfter(head, through) ? head : through);
    return head;
  }

  return () =>
    (searching ??= search().finally(() => {
      searching = undefined;
    }));
}

const isAfter = (a: ServerPosition | undefined, b: ServerPosition): a is ServerPosition =>
  a !== undefined && compareServerPositions(a, b) > 0;

/** Whether what is known reaches to the end of the log, and is still there. */
const isKnown = (end: EventRead, { event, through }: KnownTail): boolean =>
  isSame(end.position, through) && (end.isOurs || event === undefined || !isSame(event, through));

const isSame = (a: ServerPosition, b: ServerPosition): boolean => compareServerPositions(a, b) === 0;

async function searchHead(server: Server, tail: TailKnowledge): Promise<ServerPosition | undefined> {
  const nearby = await searchNearby(server, tail);
  if (nearby !== undefined) return nearby.head;
  const [last] = await searchAllPage(server, { direction: "backwards", limit: 1 });
  return last?.position;
}

/** @returns undefined if it is further away, or if what is known is no longer there */
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
  const isThere = event === undefined || !isSame(event, through) || hasEventAt(page ?? [], event);
  if (page === undefined || !isThere) {
    tail.forget();
    return undefined;
  }
  if (page.length === nearbyEvents) return undefined;
  return { head: page.at(-1)?.position ?? event };
}

const hasEventAt = (page: readonly EventRead[], at: ServerPosition): boolean =>
  page.some(({ position }) => isSame(position, at));
