import { useEffect, useEffectEvent, useState } from "react";

export interface EventSourceOptions<Data> {
  /** Where to listen; a function is asked at every connection, e.g. for `?after=`. Null: nowhere, for now. */
  readonly url: string | (() => string) | null;
  /** Another key is another stream: reconnects. The URL if left out. */
  readonly streamKey?: string;
  /** The name of the events. */
  readonly event: string;
  onEvent(data: Data): void;
  /** The last event of a stream that ends: there is no reconnect after it. */
  isLast?(data: Data): boolean;
  /** The connection was lost, or never came about; it is tried again. */
  onLost?(): void;
}

export type EventSourceState = "idle" | "connecting" | "open" | "waiting" | "ended";

const firstDelayMs = 500;
const longestDelayMs = 15_000;

/**
 * Listens to server-sent events while the component is there, and connects again, at ever longer intervals, when the
 * connection is lost. The browser's own way of doing so would ask for the same address forever, and would give up on
 * an error of the server.
 *
 * @returns what the connection is doing; `waiting`: it was lost
 */
export function useEventSource<Data>(options: EventSourceOptions<Data>): EventSourceState {
  const { url, event, streamKey = typeof url === "string" ? url : "" } = options;
  const isOn = url !== null;
  const [state, setState] = useState<EventSourceState>("connecting");
  const address = useEffectEvent(() => (typeof url === "function" ? url() : (url ?? "")));
  const take = useEffectEvent((data: Data) => {
    options.onEvent(data);
    return options.isLast?.(data) ?? false;
  });

  const lose = useEffectEvent(() => options.onLost?.());

  useEffect(() => {
    if (!isOn) return undefined;
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let delayMs = firstDelayMs;

    const connect = (): void => {
      setState("connecting");
      const current = new EventSource(address());
      source = current;
      current.addEventListener("open", () => {
        delayMs = firstDelayMs;
        setState("open");
      });
      current.addEventListener(event, ({ data }: MessageEvent<string>) => {
        if (!take(JSON.parse(data) as Data)) return;
        current.close();
        setState("ended");
      });
      current.addEventListener("error", () => {
        current.close();
        setState("waiting");
        lose();
        timer = setTimeout(connect, delayMs);
        delayMs = Math.min(delayMs * 2, longestDelayMs);
      });
    };
    connect();
    return () => {
      clearTimeout(timer);
      source?.close();
    };
  }, [isOn, event, streamKey]);

  return isOn ? state : "idle";
}
