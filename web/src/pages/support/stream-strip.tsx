import { useQueryClient } from "@tanstack/react-query";
import { factsOf } from "./event-facts.js";
import { blockQuery, blockSize } from "./user-queries.js";

export interface StreamStripProps {
  readonly userId: string;
  readonly head: number;
}

/**
 * The stream at a glance, above the slider: up for what was bought, down for what was taken back. Only where one answer
 * of the API holds all of it; with more, the marks would stand closer than anybody can tell apart. For the eye: the
 * slider and the timeline say the same in words.
 */
export function StreamStrip({ userId, head }: StreamStripProps) {
  const client = useQueryClient();
  if (head < 1 || head >= blockSize) return null;
  const events = client.getQueryData(blockQuery(userId, 0).queryKey);
  // Its place is kept, so that nothing jumps.
  if (events?.length !== head + 1) return <div className="stream-strip" />;
  return (
    <svg className="stream-strip" aria-hidden="true">
      {events.map((event) => {
        const { kind } = factsOf(event);
        const [from, to] = kind === "revoked" ? [10, 18] : kind === "unreadable" ? [0, 18] : [2, 10];
        const x = `${(event.revision / head) * 100}%`;
        return <line key={event.revision} className={`strip-${kind}`} x1={x} x2={x} y1={from} y2={to} />;
      })}
      <line className="strip-line" x1="0" x2="100%" y1="10" y2="10" />
    </svg>
  );
}
