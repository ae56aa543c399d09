import { useEffect, useRef, useState, type SubmitEvent } from "react";
import { useNavigate } from "react-router";
import { useTranslations } from "use-intl";
import { firstCharacters } from "../components/first-characters.js";
import { longestText, searchPath } from "./search-path.js";

/** Searches from every page, by any id, name or e-mail address. ⌘K, Ctrl+K or / puts the cursor there. */
export function SearchField() {
  const t = useTranslations("search");
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!isShortcut(event)) return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void navigate(searchPath(text));
    setText("");
  };
  return (
    <form role="search" aria-label={t("everything")} className="search-field" onSubmit={submit}>
      <input
        ref={field}
        type="search"
        aria-label={t("label")}
        aria-keyshortcuts="Meta+K Control+K /"
        placeholder={t("placeholder")}
        required
        pattern={String.raw`.*\S.*`}
        title={t("what")}
        autoCapitalize="off"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={({ target }) => setText(firstCharacters(target.value, longestText))}
      />
    </form>
  );
}

/** A slash counts only outside text fields. */
function isShortcut({ key, metaKey, ctrlKey, altKey, target }: KeyboardEvent): boolean {
  if ((metaKey || ctrlKey) && key.toLowerCase() === "k") return true;
  const isTyping = target instanceof HTMLElement && target.matches("input, select, textarea");
  return key === "/" && !metaKey && !ctrlKey && !altKey && !isTyping;
}
