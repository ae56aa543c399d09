import { useId } from "react";
import { useNavigate } from "react-router";
import { Instant, viewerZone } from "../components/instant.js";
import { ProblemMessage } from "../components/problem-message.js";
import { useSignOut, type Session } from "../session/session.js";
import { usePreference } from "./preferences.js";

/** Who is signed in, how things look, and the way out. */
export function AccountMenu({ session }: { readonly session: Session | null }) {
  const id = useId();
  const [theme, setTheme] = usePreference("theme");
  const [times, setTimes] = usePreference("times");
  return (
    <div className="account">
      <button type="button" className="button account-button" popoverTarget={id}>
        {session === null ? (
          "Settings"
        ) : (
          <>
            <span className="account-name">{session.userId}</span> <span className="tag">{session.role}</span>
          </>
        )}
      </button>
      <div id={id} popover="auto" className="account-menu">
        <Choice
          name="Theme"
          value={theme}
          options={[
            ["system", "System"],
            ["light", "Light"],
            ["dark", "Dark"],
          ]}
          onChoose={setTheme}
        />
        <Choice
          name="Times"
          value={times}
          options={[
            ["local", viewerZone],
            ["utc", "UTC"],
          ]}
          onChoose={setTimes}
        />
        {session === null ? null : <SignOut session={session} />}
      </div>
    </div>
  );
}

interface ChoiceProps<Value extends string> {
  readonly name: string;
  readonly value: Value;
  readonly options: readonly (readonly [Value, string])[];
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
      <p className="fine">
        Signed in until <Instant at={session.expiresAt} />
      </p>
      <button type="button" className="button" disabled={signOut.isPending} onClick={leave}>
        Sign out
      </button>
      {signOut.error === null ? null : <ProblemMessage error={signOut.error} />}
    </div>
  );
}
