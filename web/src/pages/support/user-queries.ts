import { queryOptions, type Query, type QueryClient } from "@tanstack/react-query";
import { answerOf, api } from "../../api/client.js";
import type { operations } from "../../api/schema.js";

type Answer<Operation extends keyof operations> = operations[Operation] extends {
  readonly responses: { readonly 200: { content: { "application/json": infer Body } } };
}
  ? Body
  : never;

/** One event of a user, as the API tells it. */
export type UserEvent = Answer<"getUserEvents">["events"][number];
export type UserState = Answer<"getUserState">;
export type Purchase = Answer<"getUserPurchases">["purchases"][number];
export type Skipped = Answer<"getUserSkipped">["skipped"][number];
export type Waiting = Answer<"getUserWaiting">["waiting"][number];
export type Account = Answer<"getUserPurchases">["account"];
export type UserDiff = Answer<"getUserDiff">;
export type Repair = Answer<"repairUser">;
export type Revocation = Answer<"revokePurchase">;
export type Reinstatement = Answer<"reinstatePurchase">;
export type Grant = Answer<"grantItem">;

/** Where a user's stream ends. */
export interface StreamHead {
  readonly revision: number;
  readonly recordedAt: string;
}

/** The most that the API gives at a time. */
export const blockSize = 200;

export const blockOf = (revision: number): number => Math.floor(revision / blockSize);

/** Everything that is known of a user begins with this. */
export const userKey = (userId: string) => ["support", userId] as const;

export const headQuery = (userId: string) =>
  queryOptions({
    queryKey: [...userKey(userId), "head"],
    queryFn: async ({ signal, client, queryKey }): Promise<StreamHead> => {
      const query = { limit: 1, order: "newest" } as const;
      const { events } = await answerOf(
        api.GET("/api/support/users/{userId}/events", { params: { path: { userId }, query }, signal }),
      );
      const [newest] = events;
      const head = { revision: newest?.revision ?? -1, recordedAt: newest?.recordedAt ?? "" };
      // The live view may have been faster than this answer, and a log never becomes shorter.
      return laterOf(head, client.getQueryData<StreamHead>(queryKey));
    },
  });

const laterOf = (head: StreamHead, known: StreamHead | undefined): StreamHead =>
  known === undefined || known.revision <= head.revision ? head : known;

/**
 * A part of a stream: revisions `block * blockSize` and on, oldest first. Events are facts, so what was asked for once
 * holds; what comes later is added by {@link addEvent}.
 */
export const blockQuery = (userId: string, block: number) =>
  queryOptions({
    queryKey: [...userKey(userId), "events", block],
    queryFn: async ({ signal }): Promise<readonly UserEvent[]> => {
      const first = block * blockSize;
      const query = { limit: blockSize, ...(first === 0 ? {} : { after: first - 1 }) };
      const { events } = await answerOf(
        api.GET("/api/support/users/{userId}/events", { params: { path: { userId }, query }, signal }),
      );
      return events.filter(({ revision }) => revision < first + blockSize);
    },
    staleTime: Infinity,
  });

type EventsQuery = NonNullable<operations["getUserEvents"]["parameters"]["query"]>;
export type ApiFilter = Pick<EventsQuery, "type" | "from" | "to">;

/** What matches a filter, newest first, a page at a time. The server looks for it, however long the stream is. */
export const filteredQuery = (userId: string, page: ApiFilter & Pick<EventsQuery, "limit" | "after">) =>
  queryOptions({
    queryKey: [...userKey(userId), "filtered", page],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/support/users/{userId}/events", {
          ...{ params: { path: { userId }, query: { ...page, order: "newest" } }, signal },
        }),
      ),
  });

/** @param at a revision or an instant, as the API takes it */
export const stateQuery = (userId: string, at: string) =>
  queryOptions({
    queryKey: [...userKey(userId), "state", at],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET("/api/support/users/{userId}/state", { params: { path: { userId }, query: { at } }, signal }),
      ),
    // What was owned after an event does not change; at an instant in the future it may.
    staleTime: isRevision(at) ? Infinity : 0,
  });

export const isRevision = (at: string): boolean => /^\d{1,15}$/.test(at);

/** Every purchase, with what is odd of it, and their totals; folded from the events by the API. */
export const purchasesQuery = (userId: string) =>
  queryOptions({
    queryKey: [...userKey(userId), "purchases"],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/support/users/{userId}/purchases", { params: { path: { userId } }, signal })),
  });

/** Refunds and disputes of the user's payments that could not be applied. */
export const waitingQuery = (userId: string) =>
  queryOptions({
    queryKey: [...userKey(userId), "waiting"],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/support/users/{userId}/waiting", { params: { path: { userId } }, signal })),
  });

/** What imports left out of the user's purchases. It does not begin with {@link userKey}: no event changes it. */
export const skippedQuery = (userId: string) =>
  queryOptions({
    queryKey: ["skipped", userId],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/support/users/{userId}/skipped", { params: { path: { userId } }, signal })),
  });

/** Names rarely change while a page is open. */
const shopUserFreshMs = 300_000;

/** What the shop knows of the user, which the ledger reads from the shop's database and does not store. */
export const shopUserQuery = (userId: string) =>
  queryOptions({
    queryKey: ["shop-user", userId],
    queryFn: async ({ signal }) => {
      const query = { q: userId, kind: "user" } as const;
      const { groups, shop } = await answerOf(api.GET("/api/support/search", { params: { query }, signal }));
      const match = groups.flatMap(({ matches }) => matches).find((each) => each.userId === userId);
      return { shop, name: match?.userName ?? null, email: match?.email ?? null };
    },
    staleTime: shopUserFreshMs,
  });

const untilInStepMs = 1_000;
const nowAndThenMs = 30_000;

export const diffQuery = (userId: string) =>
  queryOptions({
    queryKey: [...userKey(userId), "diff"],
    queryFn: ({ signal }) =>
      answerOf(api.GET("/api/support/users/{userId}/diff", { params: { path: { userId } }, signal })),
    refetchInterval: ({ state: { data } }) =>
      data?.state === "behind" && !data.heldBack ? untilInStepMs : nowAndThenMs,
  });

/** Takes in an event that has just come. */
export function addEvent(client: QueryClient, userId: string, event: UserEvent): void {
  const { revision, recordedAt } = event;
  client.setQueryData(headQuery(userId).queryKey, (known) => laterOf({ revision, recordedAt }, known));
  const { queryKey } = blockQuery(userId, blockOf(revision));
  const known = client.getQueryData(queryKey);
  const follows = known !== undefined && (known.at(-1)?.revision ?? revision - 1) === revision - 1;
  // An answer that is under way may not have it, and would replace what is added now.
  if (follows && client.isFetching({ queryKey }) === 0) client.setQueryData(queryKey, [...known, event]);
  else void client.invalidateQueries({ queryKey });
  void client.invalidateQueries({ queryKey: diffQuery(userId).queryKey });
  void client.invalidateQueries({ queryKey: purchasesQuery(userId).queryKey });
  void client.invalidateQueries({ queryKey: waitingQuery(userId).queryKey });
  void client.invalidateQueries({ queryKey: [...userKey(userId), "filtered"] });
  void client.invalidateQueries({ queryKey: [...userKey(userId), "state"], predicate: isAtInstant });
}

/** Of an instant that is still to come, this event may change what was owned. */
const isAtInstant = ({ queryKey }: Pick<Query, "queryKey">): boolean => !isRevision(String(queryKey.at(-1)));
