import { useRef, useState, type SubmitEvent } from "react";
import { useNavigate } from "react-router";
import { useTranslations } from "use-intl";
import { isSign, useShortcut } from "../hooks/use-shortcut.js";
import { SearchInput } from "./search-input.js";
import { searchPath } from "./paths.js";

/** Searches from every page, by any id, name or e-mail address. ⌘K, Ctrl+K or / puts the cursor there. */
export function SearchField() {
  const t = useTranslations("search");
  const [text, setText] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  useShortcut(isShortcut, () => {
    field.current?.focus();
    field.current?.select();
  });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void navigate(searchPath(text));
    setText("");
  };
  return (
    <form role="search" aria-label={t("everything")} className="search-field" onSubmit={submit}>
      <SearchInput
        ref={field}
        aria-label={t("label")}
        aria-keyshortcuts="Meta+K Control+K /"
        placeholder={t("placeholder")}
        title={t("what")}
        text={text}
        onText={setText}
      />
    </form>
  );
}

const isShortcut = (event: KeyboardEvent): boolean =>
  ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") || isSign(event, "/");
