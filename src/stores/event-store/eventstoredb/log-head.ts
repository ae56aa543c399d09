import { isFailure } from "./failures.js";
import type { TailKnowledge } from "./known-tail.js";
import { compareServerPositions, type ServerPosition } from "./positions.js";
import { searchAllPage, type Server } from "./server.js";

/** A head this close to what is known is found by reading on; one further away from the end. */
const nearbyEvents = 100;

/**
 * Finds the position of the last event in any user's stream. Callers at the same time share one search: on a server
 * that others fill it looks through all of theirs.
 */
export function createHeadFinder(
  server: Server,
  tail: TailKnowledge,
): () => Promise<ServerPosition | undefined> {
  let searching: Promise<ServerPosition | undefined> | undefined;

  async function search(): Promise<ServerPosition | undefined> {
    const nearby = await searchNearby(server, tail);
    if (nearby !== undefined) return nearby.head;
    const [last] = await searchAllPage(server, { direction: "backwards", limit: 1 });
    tail.learnEvent(last?.position);
    return last?.position;
  }

  return () =>
    (searching ??= search().finally(() => {
      searching = undefined;
    }));
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
  const isThere =
    event === undefined || compareServerPositions(event, through) !== 0 || hasEventAt(page ?? [], event);
  if (page === undefined || !isThere) {
    tail.forget();
    return undefined;
  }
  if (page.length === nearbyEvents) return undefined;
  const head = page.at(-1)?.position ?? event;
  tail.learnEvent(head);
  return { head };
}

const hasEventAt = (page: readonly { readonly position: ServerPosition }[], at: ServerPosition): boolean =>
  page.some(({ position }) => compareServerPositions(position, at) === 0);
