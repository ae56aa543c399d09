import type { EventKind } from "./event-facts.js";

const signs: Readonly<Record<EventKind, string>> = {
  course: "C",
  test: "T",
  refund: "R",
  dispute: "D",
  price: "¤",
  revoked: "−",
  reinstated: "+",
  unreadable: "!",
};

/** The kind of an event at a glance: by letter, shape and colour. */
export function EventSign({ kind }: { readonly kind: EventKind }) {
  return (
    <span className={`event-sign event-sign-${kind}`} aria-hidden="true">
      {signs[kind]}
    </span>
  );
}
