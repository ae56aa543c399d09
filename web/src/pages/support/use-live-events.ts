import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useEventSource, type EventSourceState } from "../../hooks/use-event-source.js";
import { sessionQuery } from "../../session/session.js";
import { addEvent, headQuery, type UserEvent } from "./user-queries.js";

export interface LiveEvents {
  readonly connection: EventSourceState;
  /** What has come since the page was opened, oldest first. */
  readonly arrived: readonly UserEvent[];
}

const remembered = 100;

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
