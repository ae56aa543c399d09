import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";

const apple = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** By the name of its message: the keys that do it. */
const shortcuts = [
  ["search", [apple ? "⌘" : "Ctrl", "K"]],
  ["steps", ["←", "→"]],
  ["ends", ["Home", "End"]],
  ["close", ["Esc"]],
  ["help", ["?"]],
] as const;

/** The list of shortcuts, which `?` opens on every page. */
export function Shortcuts() {
  const t = useTranslations("shortcuts");
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!asksForHelp(event) || document.querySelector("dialog[open]") !== null) return;
      event.preventDefault();
      dialog.current?.showModal();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="shortcuts-title">
      <form method="dialog">
        <h2 id="shortcuts-title">{t("title")}</h2>
        <dl className="shortcuts">
          {shortcuts.map(([name, keys]) => (
            <div key={name}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{t(name)}</dd>
            </div>
          ))}
        </dl>
        <div className="dialog-actions">
          <button type="submit" className="button">
            {t("done")}
          </button>
        </div>
      </form>
    </dialog>
  );
}

/** A question mark counts only outside text fields. */
function asksForHelp({ key, metaKey, ctrlKey, altKey, target }: KeyboardEvent): boolean {
  const isTyping = target instanceof HTMLElement && target.matches("input, select, textarea");
  return key === "?" && !metaKey && !ctrlKey && !altKey && !isTyping;
}
