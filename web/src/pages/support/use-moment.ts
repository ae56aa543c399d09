import { useEffect, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { atOnce } from "../../shell/at-once.js";
import { isRevision } from "./user-queries.js";

export interface Moment {
  /** As the address has it: a revision, an instant, or null for now. */
  readonly at: string | null;
  /** The revision that it names; the stream's last for now; undefined for an instant. */
  readonly revision: number | undefined;
  /** Chosen, but not yet in the address, because the slider may go on. */
  readonly pending: number | undefined;
  /** Goes there at once, or after a pause, so that a moving slider does not request every moment that it passes. */
  move(revision: number, when?: "now" | "soon"): void;
  /** Any moment, as the API takes it; null is now. */
  moveTo(at: string | null): void;
}

const soonMs = 150;

/** The moment that is looked at. It is in the address (`?at=`), which can be shared; now is without it. */
export function useMoment(head: number): Moment {
  const [query, setQuery] = useSearchParams();
  // In an address a + is a space, which a time that was typed there does not mean.
  const at = query.get("at")?.replace(/ (?=\d{2}:\d{2}$)/, "+") || null;
  const [choice, setChoice] = useState<{ readonly revision: number; readonly insteadOf: string | null }>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  function moveTo(next: string | null): void {
    clearTimeout(timer.current);
    if (next === at) setChoice(undefined);
    setQuery((before) => {
      if (next === null) before.delete("at");
      else before.set("at", next);
      return before;
    }, atOnce);
  }

  return {
    at,
    revision: at === null ? head : isRevision(at) ? Math.min(Number(at), head) : undefined,
    // Once the address has changed it tells the moment; the choice was of before.
    pending: choice?.insteadOf === at ? choice.revision : undefined,
    move(revision, when = "now") {
      const within = Math.max(0, Math.min(revision, head));
      const next = within === head ? null : String(within);
      clearTimeout(timer.current);
      setChoice({ revision: within, insteadOf: at });
      if (when === "now") moveTo(next);
      else timer.current = setTimeout(() => moveTo(next), soonMs);
    },
    moveTo,
  };
}
