import { useState, type SubmitEvent } from "react";
import { useNavigate } from "react-router";
import { useTranslations } from "use-intl";
import { Field } from "../../components/field.js";
import { searchPath } from "../../shell/paths.js";
import { SearchInput } from "../../shell/search-input.js";

/** Finds users by any id, name or e-mail address: the search of every page, as the first field. */
export function FindUser({ autoFocus = false }: { readonly autoFocus?: boolean }) {
  const t = useTranslations("users");
  const [text, setText] = useState("");
  const navigate = useNavigate();
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void navigate(searchPath(text));
  };
  return (
    <form role="search" aria-label={t("find")} className="find-user" onSubmit={submit}>
      <Field label={t("findHint")}>
        <SearchInput autoFocus={autoFocus} text={text} onText={setText} />
      </Field>
      <button type="submit" className="button button-primary">
        {t("lookUp")}
      </button>
    </form>
  );
}
