import { useEffect, useEffectEvent, useId, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { Instant } from "../../components/instant.js";
import { EventDetails } from "./event-details.js";
import { factsOf, sources, type EventFacts } from "./event-facts.js";
import { EventSign } from "./event-sign.js";
import type { Titles } from "./titles.js";
import { useSaid } from "./use-said.js";
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
  const t = useTranslations("support.timeline");
  const [isOpen, setIsOpen] = useState(false);
  const row = useRef<HTMLLIElement>(null);
  const id = useId();
  const facts = factsOf(event);
  const tabIndex = isReachable ? 0 : -1;

  const show = useEffectEvent(onChosenShown);
  useEffect(() => {
    // Only when it becomes the chosen one: the row must not pull the list back while the viewer scrolls.
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
            <span lang="en">{event.error.message}</span> <code>{event.error.code}</code>
          </p>
        )}
      </div>
      <button
        type="button"
        className="button button-small event-more"
        tabIndex={tabIndex}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        aria-label={t("detailsOf", { revision: event.revision })}
        onClick={() => setIsOpen(!isOpen)}
      >
        {t("details")}
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
  const t = useTranslations("support.timeline");
  const said = useSaid(titles)(event);
  return (
    <>
      <span className="event-words">
        <span className="visually-hidden">{t("kindEvent", { kind: t(`kinds.${facts.kind}`) })}</span>
        <span className="event-number">#{event.revision}</span>{" "}
        <span className="event-said">{said ?? t("unreadable")}</span>
      </span>
      <span className="event-meta">
        <Instant at={event.recordedAt} seconds />
        <By facts={facts} />
      </span>
    </>
  );
}

function By({ facts: { actor, role, source } }: { readonly facts: EventFacts }) {
  const t = useTranslations("support.timeline");
  const who = actor === undefined ? t("unknown") : role === undefined ? actor : `${actor} (${role})`;
  const known = sources.find((each) => each === source);
  const through = known === undefined ? source : t(`sources.${known}`);
  return <span>{through === undefined ? who : t("by", { who, source: through })}</span>;
}

function Marks({ event, isNew }: { readonly event: UserEvent; readonly isNew: boolean }) {
  const t = useTranslations("support.timeline");
  const isUnreadable = event.words === null;
  if (!isNew && event.error === null && !event.waits) return null;
  return (
    <span className="event-marks">
      {isNew ? <span className="tag tag-info">{t("new")}</span> : null}
      {event.error === null ? null : (
        <span className="tag tag-danger">{t(isUnreadable ? "cannotBeRead" : "cannotBeFolded")}</span>
      )}
      {event.waits ? <span className="tag tag-warning">{t("waits")}</span> : null}
    </span>
  );
}

function rowClass({ error, waits }: UserEvent, isChosen: boolean): string {
  const marks = [isChosen ? "is-chosen" : "", error === null ? "" : "is-bad", waits ? "is-waiting" : ""];
  return ["event", ...marks].filter(Boolean).join(" ");
}
