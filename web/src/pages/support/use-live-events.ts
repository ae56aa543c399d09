import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useEventSource, type EventSourceState } from "../../hooks/use-event-source.js";
import { sessionQuery } from "../../session/session.js";
import { addEvent, diffQuery, headQuery, userKey, type UserEvent } from "./user-queries.js";

export interface LiveEvents {
  readonly connection: EventSourceState;
  /** What has come since the page was opened, oldest first. */
  readonly arrived: readonly UserEvent[];
}

const remembered = 100;

/** The events say what waits, and behind what: they are fetched again when that changes. */
export function useFreshMarks(userId: string): void {
  const client = useQueryClient();
  const heldBack = useQuery(diffQuery(userId)).data?.heldBack;
  const before = useRef(heldBack);
  useEffect(() => {
    if (heldBack === before.current) return;
    if (before.current !== undefined) void client.invalidateQueries({ queryKey: userKey(userId) });
    before.current = heldBack;
  }, [client, heldBack, userId]);
}

/** Takes in a user's events as they come: for when it is known where the stream ends. */
export function useLiveEvents(userId: string): LiveEvents {
  const client = useQueryClient();
  const [arrived, setArrived] = useState<readonly UserEvent[]>([]);
  const address = (): string => {
    const head = client.getQueryData(headQuery(userId).queryKey)?.revision ?? -1;
    const after = head < 0 ? "" : `?after=${head}`;
    return `/api/support/users/${encodeURIComponent(userId)}/events/live${after}`;
  };
  const connection = useEventSource<UserEvent>({
    url: address,
    streamKey: userId,
    event: "event",
    onEvent(event) {
      addEvent(client, userId, event);
      setArrived((before) => [...before, event].slice(-remembered));
    },
    onLost: () => void client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
  });
  return { connection, arrived };
}
