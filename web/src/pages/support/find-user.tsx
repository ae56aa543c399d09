import { useId, useState, type SubmitEvent } from "react";
import { useNavigate } from "react-router";
import { useTranslations } from "use-intl";
import { firstCharacters } from "../../components/first-characters.js";
import { longestText, searchPath } from "../../shell/search-path.js";

export const userPath = (userId: string): string => `/console/users/${encodeURIComponent(userId)}`;

/** Finds users by any id, name or e-mail address: the search of every page, as the first field. */
export function FindUser({ autoFocus = false }: { readonly autoFocus?: boolean }) {
  const t = useTranslations("users");
  const [text, setText] = useState("");
  const navigate = useNavigate();
  const id = useId();
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void navigate(searchPath(text));
  };
  return (
    <form role="search" aria-label={t("find")} className="find-user" onSubmit={submit}>
      <label className="field" htmlFor={id}>
        <span className="field-label">{t("findHint")}</span>
        <input
          id={id}
          type="search"
          required
          pattern={String.raw`.*\S.*`}
          autoCapitalize="off"
          autoComplete="off"
          spellCheck={false}
          autoFocus={autoFocus}
          value={text}
          onChange={({ target }) => setText(firstCharacters(target.value, longestText))}
        />
      </label>
      <button type="submit" className="button button-primary">
        {t("lookUp")}
      </button>
    </form>
  );
}
