import { useState } from "react";
import { useSearchParams } from "react-router";
import { useTranslations } from "use-intl";
import { Field } from "../../components/field.js";

/** For those who read other people's purchases. */
export function ChooseUser() {
  const t = useTranslations("profile");
  const [userId, setUserId] = useState("");
  const [, setQuery] = useSearchParams();
  return (
    <form
      className="form-row"
      onSubmit={(event) => {
        event.preventDefault();
        setQuery({ userId: userId.trim() });
      }}
    >
      <Field label={t("userId")}>
        <input
          required
          autoComplete="off"
          spellCheck={false}
          value={userId}
          onChange={(event) => setUserId(event.target.value)}
        />
      </Field>
      <button type="submit" className="button button-primary" disabled={userId.trim() === ""}>
        {t("show")}
      </button>
    </form>
  );
}
