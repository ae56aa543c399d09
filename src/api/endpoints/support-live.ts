import { Observable } from "rxjs";
import * as z from "zod";
import { streamOf } from "../../events/identifiers.js";
import { followUser, type FollowOptions } from "../../projections/replay/follow-user.js";
import type { EventStore, RecordedEvent } from "../../stores/event-store/event-store.js";
import type { DeadLetters } from "../../stores/read-model/read-model-store.js";
import { defineEndpoint, type Endpoint, type SentEvent } from "../http/endpoint.js";
import { largestRevision, userParams, wholeNumber } from "../vocabulary/fields.js";
import { supporters } from "../vocabulary/roles.js";
import { eventToJson } from "../vocabulary/user-events.js";
import { assertHasEvents } from "../../operations/known-user.js";

export interface SupportLiveEndpointDependencies {
  readonly eventStore: EventStore;
  readonly readModel: Pick<DeadLetters, "deadLetter">;
  /** Aborted when the server closes. */
  readonly closing: AbortSignal;
}

/** `GET /api/support/users/:userId/events/live`. */
export function supportLiveEndpoint({
  eventStore,
  readModel,
  closing,
}: SupportLiveEndpointDependencies): Endpoint {
  return defineEndpoint({
    method: "get",
    path: "/api/support/users/:userId/events/live",
    operationId: "watchUserEvents",
    summary: "A user's new events as server-sent events",
    description:
      "Each event `event` has one of getUserEvents as its data. It ends when the caller disconnects or its token expires; " +
      "one that is cut off connects again after the last revision that it has.",
    access: supporters,
    params: userParams,
    query: z.strictObject({
      after: wholeNumber(0, largestRevision)
        .describe("The last revision that the client has; default: none, so all events are sent.")
        .optional(),
    }),
    problems: ["user_unknown", "event_store_unavailable"],
    responses: { 200: { description: "Events, as they happen.", events: z.string() } },
    async handle({ params: { userId }, query: { after }, drained }) {
      await assertHasEvents(eventStore, userId);
      const toSend = async (recorded: RecordedEvent): Promise<SentEvent> => ({
        event: "event",
        data: eventToJson(recorded, await readModel.deadLetter(streamOf(userId))),
      });
      return { status: 200, events$: followed({ eventStore, userId, after }, { closing, toSend, drained }) };
    },
  });
}

interface Listening<T> {
  readonly closing: AbortSignal;
  toSend(recorded: RecordedEvent): Promise<T>;
  drained(): Promise<void>;
}

/** Follows while a client is connected and the server is open, no faster than the client reads. */
function followed<T>(
  options: Omit<FollowOptions, "signal">,
  { closing, toSend, drained }: Listening<T>,
): Observable<T> {
  return new Observable((listener) => {
    const left = new AbortController();
    const follow = async (): Promise<void> => {
      const signal = AbortSignal.any([left.signal, closing]);
      for await (const recorded of followUser({ ...options, signal })) {
        listener.next(await toSend(recorded));
        await drained();
      }
    };
    follow().then(
      () => listener.complete(),
      (error: unknown) => listener.error(error),
    );
    return () => left.abort();
  });
}
