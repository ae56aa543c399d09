import { useRef, useState, type KeyboardEvent } from "react";
import { useTranslations } from "use-intl";
import { Empty, Loading } from "../../components/notices.js";
import { ProblemMessage } from "../../components/problem-message.js";
import { isField } from "../../hooks/use-shortcut.js";
import { isOn, noFilter, useEventFilter, type EventFilter } from "./event-filter.js";
import { EventRow } from "./event-row.js";
import { TimelineFilter } from "./timeline-filter.js";
import { useTitles } from "./titles.js";
import type { Moment } from "./use-moment.js";
import { useTimeline } from "./use-timeline.js";
import type { UserEvent } from "./user-queries.js";

export interface TimelineProps {
  readonly userId: string;
  /** The stream's last revision. */
  readonly head: number;
  /** The chosen revision; undefined while unknown. */
  readonly chosen: number | undefined;
  /** The same, once a slider on its way has come to rest: what is loaded goes by it. */
  readonly settled: number | undefined;
  /** Revisions that have come while the page was open. */
  readonly arrived: ReadonlySet<number>;
  readonly move: Moment["move"];
  onRevoke(purchaseId: string): void;
}

/** Rows at a time: a stream may be long, and the page stays light. */
const rows = 50;
const step = 25;

/** What happened, newest first: a window on the stream that goes along with the travel. */
export function Timeline(props: TimelineProps) {
  const t = useTranslations("support.timeline");
  const { head, chosen } = props;
  const [filter, setFilter] = useEventFilter();
  const isWhole = !isOn(filter);
  const { top, found, leafTo, choose } = useWindow(props, filter);
  const { events } = found;
  const isEmpty = events.length === 0;
  return (
    <section className="panel timeline" aria-labelledby="timeline-title">
      <div className="panel-head">
        <h2 id="timeline-title">{t("title")}</h2>
        <Leafing
          top={top}
          head={head}
          hasOlder={found.hasOlder && !found.isLoading}
          onLeaf={(next) => leafTo(next, chosen)}
          newer={isWhole ? Math.min(head, top + rows) : head}
          older={(events.at(-1)?.revision ?? 0) - 1}
        />
      </div>
      <TimelineFilter filter={filter} onFilter={setFilter} />
      {found.error === null ? null : <ProblemMessage error={found.error} onRetry={found.retry} />}
      {isEmpty ? null : <EventList {...props} events={events} goesOn={isWhole} onChoose={choose} />}
      {found.isLoading ? <Loading what={t("loading")} /> : null}
      {isEmpty && !found.isLoading && found.error === null ? (
        <NoSuchEvent onShowAll={isWhole ? undefined : () => setFilter(noFilter)} />
      ) : null}
      <p id="timeline-keys" className="fine soft keys-hint">
        {t.rich("keys", { k: (key) => <kbd>{key}</kbd> })}
      </p>
    </section>
  );
}

/** Which part of the stream is shown. */
function useWindow({ userId, head, chosen, settled, move }: TimelineProps, filter: EventFilter) {
  const [page, setPage] = useState<{ readonly top: number; readonly of: number | undefined }>();
  // The page stays until another moment is chosen, and so do the events around one that was selected.
  const top = page !== undefined && page.of === chosen ? Math.min(page.top, head) : topFor(settled, head);
  const leafTo = (next: number, of: number | undefined): void => setPage({ top: next, of });
  return {
    top,
    found: useTimeline({ userId, head, top, filter, want: rows }),
    leafTo,
    choose(revision: number, when?: "soon"): void {
      leafTo(top, revision);
      move(revision, when);
    },
  };
}

interface EventListProps extends TimelineProps {
  readonly events: readonly UserEvent[];
  /** Whether the events beyond the first and the last one are their neighbours in the stream. */
  readonly goesOn: boolean;
  onChoose(revision: number, when?: "soon"): void;
}

function EventList(props: EventListProps) {
  const { userId, events, goesOn, head, chosen, arrived, move, onChoose, onRevoke } = props;
  const titles = useTitles(userId);
  const { show, focusWhenShown } = useShownRow();
  const reachable = events.find(({ revision }) => revision === chosen)?.revision ?? events[0]?.revision;

  function travelByKey(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || isField(event.target)) return;
    const wanted = keys[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    focusWhenShown();
    const index = events.findIndex(({ revision }) => revision === reachable);
    const isShown = events[index]?.revision === chosen;
    const older = events[isShown ? index + 1 : index]?.revision;
    const newer = events[isShown ? index - 1 : index]?.revision;
    if (wanted === "first") move(0);
    else if (wanted === "now") move(head);
    else if (wanted === "older" && older !== undefined) onChoose(older, "soon");
    else if (wanted === "newer" && newer !== undefined) onChoose(newer, "soon");
    else if (goesOn && chosen !== undefined)
      // Past the edge of the window.
      move(wanted === "older" ? chosen - 1 : chosen + 1, "soon");
  }

  return (
    <ol
      id="timeline-events"
      tabIndex={-1}
      className="events"
      reversed
      onKeyDown={travelByKey}
      aria-describedby="timeline-keys"
    >
      {events.map((event) => (
        <EventRow
          key={event.revision}
          event={event}
          titles={titles}
          isChosen={event.revision === chosen}
          isReachable={event.revision === reachable}
          isNew={arrived.has(event.revision)}
          onChosenShown={show}
          onChoose={() => onChoose(event.revision)}
          onRevoke={onRevoke}
        />
      ))}
    </ol>
  );
}

function NoSuchEvent({ onShowAll }: { readonly onShowAll: (() => void) | undefined }) {
  const t = useTranslations("support.timeline");
  return (
    <Empty title={t("none")}>
      {onShowAll === undefined ? null : (
        <button type="button" className="button" onClick={onShowAll}>
          {t("showAll")}
        </button>
      )}
    </Empty>
  );
}

/** Gives the chosen row the focus, and with it brings it into view, when the keyboard has chosen it. */
function useShownRow() {
  const wantsFocus = useRef(false);
  return {
    focusWhenShown(): void {
      wantsFocus.current = true;
    },
    show(row: HTMLElement): void {
      if (!wantsFocus.current) return;
      wantsFocus.current = false;
      row.querySelector<HTMLElement>(".event-choose")?.focus();
    },
  };
}

const keys: Readonly<Record<string, "older" | "newer" | "first" | "now">> = {
  ArrowLeft: "older",
  ArrowRight: "newer",
  // The list has the newest on top.
  ArrowDown: "older",
  ArrowUp: "newer",
  Home: "first",
  End: "now",
};

/**
 * Which revision is on top so that the chosen one is in the window, with something around it. In steps, so that the list
 * stands still while the travel goes through it.
 */
function topFor(chosen: number | undefined, head: number): number {
  if (chosen === undefined || chosen > head - step) return head;
  return Math.min(head, step * (Math.floor(Math.max(chosen, 0) / step) + 2) - 1);
}

interface LeafingProps {
  readonly top: number;
  readonly head: number;
  readonly hasOlder: boolean;
  /** Where the newer ones begin, and the older ones. */
  readonly newer: number;
  readonly older: number;
  onLeaf(top: number): void;
}

function Leafing({ top, head, hasOlder, newer, older, onLeaf }: LeafingProps) {
  const t = useTranslations("support.timeline");
  if (top >= head && !hasOlder) return null;
  return (
    <div className="leafing">
      <button
        type="button"
        className="button button-small"
        disabled={top >= head}
        onClick={() => onLeaf(newer)}
      >
        {t("newer")}
      </button>
      <button
        type="button"
        className="button button-small"
        disabled={!hasOlder}
        onClick={() => onLeaf(older)}
      >
        {t("older")}
      </button>
    </div>
  );
}
