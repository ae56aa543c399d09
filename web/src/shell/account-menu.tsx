import { useId, type ReactNode } from "react";
import { useNavigate } from "react-router";
import { useTranslations } from "use-intl";
import { Instant, viewerZone } from "../components/instant.js";
import { ProblemMessage } from "../components/problem-message.js";
import { useSignOut, type Session } from "../session/session.js";
import { languages, nameOf } from "../languages/languages.js";
import { usePreference } from "./preferences.js";

/** Who is signed in, how things look, and the way out. */
export function AccountMenu({ session }: { readonly session: Session | null }) {
  const t = useTranslations("account");
  const roleNames = useTranslations("roles");
  const id = useId();
  const [theme, setTheme] = usePreference("theme");
  const [times, setTimes] = usePreference("times");
  const [language, setLanguage] = usePreference("language");
  return (
    <div className="account">
      <button type="button" className="button account-button" popoverTarget={id}>
        {session === null ? (
          t("settings")
        ) : (
          <>
            <span className="account-name">{session.userId}</span>{" "}
            <span className="tag">{roleNames(session.role)}</span>
          </>
        )}
      </button>
      <div id={id} popover="auto" className="account-menu">
        <Choice
          name={t("theme")}
          value={theme}
          options={[
            ["system", t("system")],
            ["light", t("light")],
            ["dark", t("dark")],
          ]}
          onChoose={setTheme}
        />
        <Choice
          name={t("times")}
          value={times}
          options={[
            ["local", viewerZone],
            ["utc", t("utc")],
          ]}
          onChoose={setTimes}
        />
        <Choice
          name={t("language")}
          value={language}
          options={[
            ["browser", t("browserLanguage")],
            ...languages.map((code) => [code, <span lang={code}>{nameOf(code)}</span>] as const),
          ]}
          onChoose={setLanguage}
        />
        {session === null ? null : <SignOut session={session} />}
      </div>
    </div>
  );
}

interface ChoiceProps<Value extends string> {
  readonly name: string;
  readonly value: Value;
  readonly options: readonly (readonly [Value, ReactNode])[];
  onChoose(value: Value): void;
}

function Choice<Value extends string>({ name, value, options, onChoose }: ChoiceProps<Value>) {
  const group = useId();
  return (
    <fieldset className="choice">
      <legend>{name}</legend>
      {options.map(([option, label]) => (
        <label key={option}>
          <input type="radio" name={group} checked={option === value} onChange={() => onChoose(option)} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}

function SignOut({ session }: { readonly session: Session }) {
  const t = useTranslations("account");
  const signOut = useSignOut();
  const navigate = useNavigate();
  const leave = (): void =>
    signOut.mutate(undefined, {
      onSuccess({ signOutUrl }) {
        // The identity provider would otherwise sign the next person in as this one.
        if (signOutUrl === null) void navigate("/sign-in");
        else location.assign(signOutUrl);
      },
    });
  return (
    <div className="account-session">
      <p className="fine">{t.rich("signedInUntil", { at: () => <Instant at={session.expiresAt} /> })}</p>
      <button type="button" className="button" disabled={signOut.isPending} onClick={leave}>
        {t("signOut")}
      </button>
      {signOut.error === null ? null : <ProblemMessage error={signOut.error} />}
    </div>
  );
}
