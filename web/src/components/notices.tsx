import type { ReactNode } from "react";

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

export function Loading({ what = "Loading…", lines = 3 }: LoadingProps) {
  return (
    <div className="loading" role="status">
      <span className="visually-hidden">{what}</span>
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
  return (
    <Notice tone="warning" title="This may be out of date">
      <p>
        An event of this user cannot be read, and later ones wait behind it. Nothing is lost; support can see
        the cause.
      </p>
      {reason === undefined ? null : <p className="fine">{reason}</p>}
    </Notice>
  );
}
