import { useState } from "react";
import { useSearchParams } from "react-router";
import { useTranslations } from "use-intl";

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
      <label className="field">
        <span className="field-label">{t("userId")}</span>
        <input
          required
          autoComplete="off"
          spellCheck={false}
          value={userId}
          onChange={(event) => setUserId(event.target.value)}
        />
      </label>
      <button type="submit" className="button button-primary" disabled={userId.trim() === ""}>
        {t("show")}
      </button>
    </form>
  );
}
