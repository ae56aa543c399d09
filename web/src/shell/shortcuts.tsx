import { useRef } from "react";
import { useTranslations } from "use-intl";
import { isSign, useShortcut } from "../hooks/use-shortcut.js";

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
  useShortcut(asksForHelp, () => dialog.current?.showModal());
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

const asksForHelp = (event: KeyboardEvent): boolean =>
  isSign(event, "?") && document.querySelector("dialog[open]") === null;
