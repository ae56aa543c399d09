import { filter, take, type Observable } from "rxjs";
import { z } from "zod";
import { errorCodes, type ErrorCode } from "../../errors.js";
import type { FollowerState } from "../../log/follower-status.js";
import type { ProjectorStatus } from "../../projections/live/projector-status.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import type { ReadModelStore } from "../../stores/read-model/read-model-store.js";
import { projectorStates } from "../vocabulary/projector-states.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";

export interface HealthEndpointsDependencies {
  readonly eventStore: EventStore;
  readonly readModel: ReadModelStore;
  readonly projector: { status(): ProjectorStatus; readonly status$: Observable<ProjectorStatus> };
}

const notReadySchema = z.strictObject({
  status: z.literal("not_ready"),
  reasons: z.array(z.enum(errorCodes)).min(1),
  projector: z.enum(projectorStates),
});

const shared = { method: "get", access: "public", problems: [] } as const;

/**
 * `GET /healthz`: the process runs. `GET /readyz`: requests can be answered as they should.
 * Neither asks for a token, and neither looks at its query: what probes a service adds what it likes.
 */
export function healthEndpoints({
  eventStore,
  readModel,
  projector,
}: HealthEndpointsDependencies): readonly Endpoint[] {
  let wasLive = false;
  // An error of the projector's is in its status as well, which is looked at below.
  projector.status$
    .pipe(
      filter(({ state }) => state === "live"),
      take(1),
    )
    .subscribe({
      next: () => (wasLive = true),
      error: () => undefined,
    });

  /** Codes only: this endpoint is open to all, and the messages of a stopped projector name users. */
  async function reasonsAgainst(state: FollowerState): Promise<readonly ErrorCode[]> {
    const reasons: ErrorCode[] = [];
    if (!(await answers(eventStore.head()))) reasons.push("event_store_unavailable");
    if (!(await answers(readModel.checkpoint()))) reasons.push("read_model_unavailable");
    // Catching up again after having been live is the ordinary lag of a burst, and readers may wait with minRevision.
    if (state !== "live" && !(state === "catching_up" && wasLive)) reasons.push("projection_behind");
    return reasons;
  }

  return [
    defineEndpoint({
      ...shared,
      path: "/healthz",
      operationId: "getHealth",
      summary: "Is the process running?",
      responses: { 200: { description: "It is.", json: z.strictObject({ status: z.literal("ok") }) } },
      handle: () => ({ status: 200, json: { status: "ok" } }),
    }),
    defineEndpoint({
      ...shared,
      path: "/readyz",
      operationId: "getReadiness",
      summary: "Can requests be answered as they should?",
      description:
        "Both stores answer, and the projector is live, or catching up after it was live once. While it catches up for " +
        "the first time, waits for a store or is stopped, reads may be old.",
      responses: {
        200: { description: "They can.", json: z.strictObject({ status: z.literal("ready") }) },
        503: {
          description: "They cannot, for these reasons.",
          json: notReadySchema,
          headers: { "Retry-After": "Seconds." },
        },
      },
      async handle() {
        const { state } = projector.status();
        const reasons = await reasonsAgainst(state);
        if (reasons.length === 0) return { status: 200, json: { status: "ready" } };
        const json = { status: "not_ready", reasons, projector: state };
        return { status: 503, headers: { "Retry-After": "1" }, json };
      },
    }),
  ];
}

async function answers(look: Promise<unknown>): Promise<boolean> {
  try {
    await look;
    return true;
  } catch {
    return false;
  }
}
