import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

export type Tone = "info" | "ok" | "warning" | "danger";

export interface NoticeProps {
  readonly tone: Tone;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
}

const signs: Readonly<Record<Tone, string>> = { info: "i", ok: "✓", warning: "!", danger: "✕" };

/** Something to know about the page. A danger interrupts who listens to a screen reader; the rest waits its turn. */
export function Notice({ tone, title, children }: NoticeProps) {
  return (
    <div className={`notice notice-${tone}`} role={tone === "danger" ? "alert" : "status"}>
      <span className="notice-sign" aria-hidden="true">
        {signs[tone]}
      </span>
      <div className="notice-body">
        {title === undefined ? null : <p className="notice-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}

export interface LoadingProps {
  /** What is awaited, for who listens; those who see, see the place that it will take. */
  readonly what?: string;
  /** About as many lines as will be there. */
  readonly lines?: number;
}

export function Loading({ what, lines = 3 }: LoadingProps) {
  const t = useTranslations("parts");
  return (
    <div className="loading" role="status">
      <span className="visually-hidden">{what ?? t("loading")}</span>
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className="loading-line" aria-hidden="true" />
      ))}
    </div>
  );
}

/** There is nothing, and that is the answer. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children}
    </div>
  );
}

/** What is shown may be old: later events of this user wait behind one that cannot be folded. */
export function HeldBack({ reason }: { readonly reason: string | undefined }) {
  const t = useTranslations("heldBack");
  return (
    <Notice tone="warning" title={t("title")}>
      <p>{t("text")}</p>
      {reason === undefined ? null : (
        <p className="fine" lang="en">
          {reason}
        </p>
      )}
    </Notice>
  );
}
