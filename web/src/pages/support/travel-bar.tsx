import { useQueryClient } from "@tanstack/react-query";
import { useId, useState, type ReactNode, type SubmitEvent } from "react";
import { useTranslations } from "use-intl";
import { CopyButton } from "../../components/copy-button.js";
import { Instant } from "../../components/instant.js";
import { usePreference } from "../../shell/preferences.js";
import { StreamStrip } from "./stream-strip.js";
import type { Moment } from "./use-moment.js";
import { useTitles } from "./titles.js";
import { useSaid } from "./use-said.js";
import { blockOf, blockQuery, isRevision, type UserEvent } from "./user-queries.js";

export interface TravelBarProps {
  readonly userId: string;
  readonly head: number;
  /** The chosen revision; -1 before the first event, undefined while unknown. */
  readonly chosen: number | undefined;
  readonly moment: Moment;
  /** How many events have come since the travel began. */
  readonly newer: number;
}

/** The slider over the stream, and other ways to a moment. */
export function TravelBar({ userId, head, chosen, moment, newer }: TravelBarProps) {
  const t = useTranslations("support.travel");
  const { at, move, moveTo } = moment;
  const event = useLoadedEvent(userId, chosen);
  const id = useId();
  const say = useSaid(useTitles(userId));
  const said = event === undefined ? null : say(event);
  const position = chosen ?? head;
  return (
    <section className="panel travel" aria-labelledby={`${id}-title`}>
      <div className="travel-head">
        <h2 id={`${id}-title`}>{t("title")}</h2>
        <Where at={at} chosen={chosen} head={head} event={event} />
        <div className="travel-tools">
          <GoTo onGo={moveTo} />
          <CopyButton text={() => location.href} what={t("toMoment")} label={t("copyLink")} />
        </div>
      </div>
      <div className="travel-row">
        <StepButton label={t("previous")} sign="‹" to={position - 1} head={head} onMove={move} />
        <div className="travel-stream">
          <StreamStrip userId={userId} head={head} />
          <input
            type="range"
            aria-label={t("event")}
            aria-valuetext={
              said === null ? t("position", { position, head }) : t("positionSaid", { position, head, said })
            }
            min={0}
            max={Math.max(head, 0)}
            step={1}
            value={Math.max(position, 0)}
            disabled={head <= 0}
            onChange={({ target }) => move(target.valueAsNumber, "soon")}
          />
        </div>
        <StepButton label={t("next")} sign="›" to={position + 1} head={head} onMove={move} />
        <button
          type="button"
          className={at === null ? "button" : "button button-primary"}
          disabled={at === null}
          onClick={() => moveTo(null)}
        >
          {t("now")}
          {newer > 0 ? <span className="tag tag-on-accent">{t("new", { count: newer })}</span> : null}
        </button>
      </div>
    </section>
  );
}

interface StepButtonProps {
  readonly label: string;
  readonly sign: string;
  /** The revision that it leads to; it is disabled where there is none. */
  readonly to: number;
  readonly head: number;
  readonly onMove: Moment["move"];
}

function StepButton({ label, sign, to, head, onMove }: StepButtonProps) {
  return (
    <button
      type="button"
      className="button"
      aria-label={label}
      disabled={to < 0 || to > head}
      onClick={() => onMove(to, "soon")}
    >
      <span aria-hidden="true">{sign}</span>
    </button>
  );
}

function Where(
  props: Pick<TravelBarProps, "chosen" | "head"> & { at: string | null; event?: UserEvent | undefined },
) {
  const { at, chosen, head, event } = props;
  const t = useTranslations("support.travel");
  if (chosen === undefined) return <p className="travel-where">…</p>;
  const values = { chosen, head, b: (words: ReactNode) => <strong>{words}</strong> };
  const isInstant = at !== null && !isRevision(at);
  return (
    <p className="travel-where">
      {at === null && chosen === head
        ? t.rich("nowAfter", values)
        : chosen < 0
          ? t("before")
          : t.rich("after", values)}
      {isInstant ? (
        t.rich("asOf", { at: () => <Instant at={at} seconds /> })
      ) : event === undefined ? null : (
        <>
          {" "}
          · <Instant at={event.recordedAt} seconds />
        </>
      )}
    </p>
  );
}

/** The event, if it is loaded: the slider asks for nothing that it only passes. */
function useLoadedEvent(userId: string, revision: number | undefined): UserEvent | undefined {
  const client = useQueryClient();
  if (revision === undefined || revision < 0) return undefined;
  const block = client.getQueryData(blockQuery(userId, blockOf(revision)).queryKey);
  return block?.find((event) => event.revision === revision);
}

/** To what the ledger knew at a date and time of the viewer's clock. */
function GoTo({ onGo }: { onGo(at: string): void }) {
  const t = useTranslations("support.travel");
  const [text, setText] = useState("");
  const [times] = usePreference("times");
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const date = new Date(times === "utc" ? `${text}Z` : text);
    if (!Number.isNaN(date.getTime())) onGo(date.toISOString());
  };
  return (
    <form className="go-to" onSubmit={submit}>
      <label className="inline-field">
        <span>{t("goTo")}</span>
        <input
          type="datetime-local"
          step={1}
          required
          max="9999-12-31T23:59:59"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <button type="submit" className="button button-small">
        {t("go")}
      </button>
    </form>
  );
}
