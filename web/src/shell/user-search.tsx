import { useEffect, useRef, useState, type SubmitEvent } from "react";
import { useNavigate } from "react-router";
import { useTranslations } from "use-intl";

/** What the ledger takes for a user ID. */
const idPattern = String.raw`\s*[A-Za-z0-9._:@\-]{1,128}\s*`;

/** Opens a user's page from every page. ⌘K, Ctrl+K or / puts the cursor there. */
export function UserSearch() {
  const t = useTranslations("userSearch");
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
    void navigate(`/console/users/${encodeURIComponent(text.trim())}`);
    setText("");
  };
  return (
    <form role="search" aria-label={t("users")} className="user-search" onSubmit={submit}>
      <input
        ref={field}
        type="search"
        aria-label={t("open")}
        aria-keyshortcuts="Meta+K Control+K /"
        placeholder={t("placeholder")}
        required
        pattern={idPattern}
        title={t("rule")}
        autoCapitalize="off"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
    </form>
  );
}

/** A slash counts only where nobody is typing. */
function isShortcut({ key, metaKey, ctrlKey, altKey, target }: KeyboardEvent): boolean {
  if ((metaKey || ctrlKey) && key.toLowerCase() === "k") return true;
  const isTyping = target instanceof HTMLElement && target.matches("input, select, textarea");
  return key === "/" && !metaKey && !ctrlKey && !altKey && !isTyping;
}
