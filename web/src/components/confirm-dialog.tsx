import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { ProblemMessage } from "./problem-message.js";

export interface ConfirmDialogProps {
  readonly title: string;
  /** What will happen: before, after. */
  readonly children?: ReactNode;
  /** The verb, on the button: "Repair". */
  readonly confirm: string;
  /** Red, for what cannot be taken back. */
  readonly dangerous?: boolean;
  /** Asks for a reason, which is then required. */
  readonly reasonFor?: string;
  readonly isBusy?: boolean;
  /** Of the last try. */
  readonly error?: unknown;
  onConfirm(reason: string): void;
  onCancel(): void;
}

const longestReason = 500;

/**
 * Asks before something is done. Rendering it opens it, over everything else; Escape and Cancel call `onCancel`. It
 * stays open while `isBusy`, so that an error is shown where the person looks.
 */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const {
    title,
    children,
    confirm,
    dangerous = false,
    reasonFor,
    isBusy = false,
    error,
    onConfirm,
    onCancel,
  } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const [reason, setReason] = useState("");
  const id = useId();

  useEffect(() => {
    const element = dialog.current;
    const opener = document.activeElement;
    element?.showModal();
    return () => {
      element?.close();
      // The dialog is gone with its component, before the browser would give the focus back.
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);

  // An error stands above the buttons, which may be out of sight in a long dialog on a small screen.
  const hasFailed = error !== undefined && error !== null;
  useEffect(() => {
    if (hasFailed) dialog.current?.scrollTo({ top: dialog.current.scrollHeight });
  }, [hasFailed]);

  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={`${id}-title`}
      onCancel={(event) => {
        event.preventDefault();
        if (!isBusy) onCancel();
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBusy) onConfirm(reason.trim());
        }}
      >
        <h2 id={`${id}-title`}>{title}</h2>
        <div className="dialog-body">{children}</div>
        {reasonFor === undefined ? null : (
          <label className="field">
            <span className="field-label">{reasonFor}</span>
            <textarea
              required
              rows={2}
              maxLength={longestReason}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          </label>
        )}
        {hasFailed ? <ProblemMessage error={error} /> : null}
        <div className="dialog-actions">
          <button type="button" className="button" disabled={isBusy} onClick={onCancel}>
            Cancel
          </button>
          <button
            type="submit"
            className={dangerous ? "button button-danger" : "button button-primary"}
            disabled={isBusy || (reasonFor !== undefined && reason.trim() === "")}
          >
            {isBusy ? "Working…" : confirm}
          </button>
        </div>
      </form>
    </dialog>
  );
}
