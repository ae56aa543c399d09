import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";

export interface CopyButtonProps {
  /** What is copied, or how to get it when the button is pressed. */
  readonly text: string | (() => string | Promise<string>);
  /** Names it: "correlation id". */
  readonly what: string;
  /** What the button says; an icon if left out. */
  readonly label?: string;
}

type Outcome = "none" | "copied" | "refused";

const shownForMs = 2_000;
const words = { copied: "copied", refused: "copyRefused" } as const;

/** Copies a text, and says that it has. */
export function CopyButton({ text, what, label }: CopyButtonProps) {
  const t = useTranslations("parts");
  const [outcome, setOutcome] = useState<Outcome>("none");
  useEffect(() => {
    if (outcome === "none") return undefined;
    const timer = setTimeout(() => setOutcome("none"), shownForMs);
    return () => clearTimeout(timer);
  }, [outcome]);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(typeof text === "string" ? text : await text());
      setOutcome("copied");
    } catch {
      setOutcome("refused");
    }
  }

  return (
    <span className="copy">
      <button
        type="button"
        className={label === undefined ? "button button-icon" : "button button-small"}
        aria-label={label === undefined ? t("copyWhat", { what }) : `${label} ${what}`}
        title={label === undefined ? t("copyWhat", { what }) : undefined}
        onClick={() => void copy()}
      >
        {label ?? <CopyIcon />}
      </button>
      <span role="status" className="copy-outcome">
        {outcome === "none" ? null : t(words[outcome])}
      </span>
    </span>
  );
}

const CopyIcon = () => (
  <svg viewBox="0 0 16 16" aria-hidden="true" className="icon">
    <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
    <path d="M3.5 10.5h-.5a.5.5 0 0 1-.5-.5V3a.5.5 0 0 1 .5-.5h7a.5.5 0 0 1 .5.5v.5" />
  </svg>
);
