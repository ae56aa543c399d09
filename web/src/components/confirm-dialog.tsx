import { useEffect, useId, useRef, useState, type ReactNode, type RefObject } from "react";
import { useTranslations } from "use-intl";
import { TextField } from "./field.js";
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
  const t = useTranslations("parts");
  const hasFailed = error !== undefined && error !== null;
  const dialog = useModal(hasFailed);
  const [reason, setReason] = useState("");
  const id = useId();

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
          <TextField label={reasonFor} isRequired longest={500} value={reason} onChange={setReason} />
        )}
        {hasFailed ? <ProblemMessage error={error} /> : null}
        <div className="dialog-actions">
          <button type="button" className="button" disabled={isBusy} onClick={onCancel}>
            {t("cancel")}
          </button>
          <button
            type="submit"
            className={dangerous ? "button button-danger" : "button button-primary"}
            disabled={isBusy || (reasonFor !== undefined && reason.trim() === "")}
          >
            {isBusy ? t("working") : confirm}
          </button>
        </div>
      </form>
    </dialog>
  );
}

/** A dialog that is open as long as its component is there, and gives the focus back when it goes. */
function useModal(hasFailed: boolean): RefObject<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement>(null);
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
  useEffect(() => {
    if (hasFailed) dialog.current?.scrollTo({ top: dialog.current.scrollHeight });
  }, [hasFailed]);
  return dialog;
}
