import { useEffect, useEffectEvent, useId, useRef, useState } from "react";
import { Instant } from "../../components/instant.js";
import { EventDetails } from "./event-details.js";
import { factsOf, sourceWords, type EventFacts } from "./event-facts.js";
import { EventSign, kindWords } from "./event-sign.js";
import { saidOf, type Titles } from "./titles.js";
import type { UserEvent } from "./user-queries.js";

export interface EventRowProps {
  readonly event: UserEvent;
  readonly titles: Titles;
  readonly isChosen: boolean;
  /** Of all rows one can be reached with Tab; the arrow keys reach the others. */
  readonly isReachable: boolean;
  /** It has come while the page was open. */
  readonly isNew: boolean;
  /** Called with its element when it is chosen, or drawn as the chosen one. */
  onChosenShown(row: HTMLElement): void;
  onChoose(): void;
  onRevoke(purchaseId: string): void;
}

/** One event: what, when, who. Pressing it travels there; its details are one press away. */
export function EventRow(props: EventRowProps) {
  const { event, titles, isChosen, isReachable, isNew, onChosenShown, onChoose, onRevoke } = props;
  const [isOpen, setIsOpen] = useState(false);
  const row = useRef<HTMLLIElement>(null);
  const id = useId();
  const facts = factsOf(event);
  const tabIndex = isReachable ? 0 : -1;

  const show = useEffectEvent(onChosenShown);
  useEffect(() => {
    // Only when it becomes the chosen one: the row must not pull the list back while somebody scrolls it.
    if (isChosen && row.current !== null) show(row.current);
  }, [isChosen]);

  return (
    <li ref={row} className={rowClass(event, isChosen)} data-revision={event.revision}>
      <EventSign kind={facts.kind} />
      <div className="event-body">
        <button
          type="button"
          className="event-choose"
          tabIndex={tabIndex}
          aria-current={isChosen ? "true" : undefined}
          onClick={onChoose}
        >
          <Summary event={event} titles={titles} facts={facts} />
        </button>
        <Marks event={event} isNew={isNew} />
        {event.error === null ? null : (
          <p className="event-error">
            {event.error.message} <code>{event.error.code}</code>
          </p>
        )}
      </div>
      <button
        type="button"
        className="button button-small event-more"
        tabIndex={tabIndex}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        aria-label={`Details of event ${event.revision}`}
        onClick={() => setIsOpen(!isOpen)}
      >
        Details
      </button>
      {isOpen ? (
        <div id={id} className="event-details">
          <EventDetails event={event} titles={titles} facts={facts} onRevoke={onRevoke} />
        </div>
      ) : null}
    </li>
  );
}

interface SummaryProps {
  readonly event: UserEvent;
  readonly titles: Titles;
  readonly facts: EventFacts;
}

function Summary({ event, titles, facts }: SummaryProps) {
  return (
    <>
      <span className="event-words">
        <span className="visually-hidden">{kindWords[facts.kind]}, event </span>
        <span className="event-number">#{event.revision}</span>{" "}
        <span className="event-said">{saidOf(event, titles) ?? "This event cannot be read"}</span>
      </span>
      <span className="event-meta">
        <Instant at={event.recordedAt} seconds />
        <By facts={facts} />
      </span>
    </>
  );
}

function By({ facts: { actor, role, source } }: { readonly facts: EventFacts }) {
  const who = actor === undefined ? "unknown" : role === undefined ? actor : `${actor} (${role})`;
  const from = source === undefined ? "" : ` by ${sourceWords[source] ?? source}`;
  return <span>{`${who}${from}`}</span>;
}

function Marks({ event, isNew }: { readonly event: UserEvent; readonly isNew: boolean }) {
  const isUnreadable = event.words === null;
  if (!isNew && event.error === null && !event.waits) return null;
  return (
    <span className="event-marks">
      {isNew ? <span className="tag tag-info">new</span> : null}
      {event.error === null ? null : (
        <span className="tag tag-danger">{isUnreadable ? "cannot be read" : "cannot be folded"}</span>
      )}
      {event.waits ? <span className="tag tag-warning">waits behind another</span> : null}
    </span>
  );
}

function rowClass({ error, waits }: UserEvent, isChosen: boolean): string {
  const marks = [isChosen ? "is-chosen" : "", error === null ? "" : "is-bad", waits ? "is-waiting" : ""];
  return ["event", ...marks].filter(Boolean).join(" ");
}
