import { useEffect, useEffectEvent, useRef, useState, type SubmitEvent } from "react";
import { useLocation, useNavigate, useSearchParams } from "react-router";
import { useTranslations } from "use-intl";
import { Field } from "../../components/field.js";
import { Loading, Notice } from "../../components/notices.js";
import { Page } from "../../components/page.js";
import { ProblemMessage } from "../../components/problem-message.js";
import { nextPath } from "../../session/next-path.js";
import { useSignIn } from "../../session/session.js";
import { SignInProblem, SingleSignOn } from "./single-sign-on.js";
import "./sign-in.css";

const tokenCommand = "npm run --silent ledger -- token --user me --role support";

/** `/sign-in`: with a token, or with the one-time code of a link, which is in the fragment and so in no server's log. */
export default function SignInPage() {
  const t = useTranslations("signIn");
  const [query] = useSearchParams();
  const navigate = useNavigate();
  const signIn = useSignIn();
  const enter = (credentials: { token: string } | { code: string }): void =>
    signIn.mutate(credentials, { onSuccess: () => void navigate(nextPath(query), { replace: true }) });
  useCodeOfLink((code) => enter({ code }));
  const isRefused = signIn.isError;
  const isByLink = signIn.variables !== undefined && "code" in signIn.variables;

  if (isByLink && !isRefused) return <Loading what={t("withLink")} />;
  return (
    <Page title={t("title")} narrow>
      {query.has("expired") && !isRefused ? (
        <Notice tone="warning" title={t("expiredTitle")}>
          <p>{t("expired")}</p>
        </Notice>
      ) : null}
      {isRefused ? <ProblemMessage error={signIn.error} /> : <SignInProblem query={query} />}
      <SingleSignOn next={nextPath(query)} />
      <TokenForm isBusy={signIn.isPending} onToken={(token) => enter({ token })} />
      <section className="hint">
        <h2>{t("hintTitle")}</h2>
        <p>{t.rich("hint", { code: (words) => <code>{words}</code> })}</p>
        <pre>
          <code>{tokenCommand}</code>
        </pre>
        <p>{t("hintRoles")}</p>
      </section>
    </Page>
  );
}

function TokenForm({ isBusy, onToken }: { readonly isBusy: boolean; onToken(token: string): void }) {
  const t = useTranslations("signIn");
  const [token, setToken] = useState("");
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    onToken(token.trim());
  };
  return (
    <form className="sign-in-form" onSubmit={submit}>
      <Field label={t("token")}>
        <textarea
          rows={3}
          required
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          className="code-input"
          value={token}
          onChange={(event) => setToken(event.target.value)}
          onKeyDown={(event) => {
            // One line in truth: Enter sends it, as in any other field of one line.
            if (event.key !== "Enter") return;
            event.preventDefault();
            event.currentTarget.form?.requestSubmit();
          }}
        />
      </Field>
      <button type="submit" className="button button-primary" disabled={isBusy || token.trim() === ""}>
        {t(isBusy ? "signingIn" : "title")}
      </button>
    </form>
  );
}

/** The code of the address's fragment, if there is one. */
const codeOf = (hash: string): string | null => new URLSearchParams(hash.slice(1)).get("code");

/**
 * Takes the code of a link out of the address, and so out of sight and out of the history, and hands it on: once, as it
 * is good once; and again if the person opens another link in the same tab.
 */
function useCodeOfLink(onCode: (code: string) => void): void {
  const { hash, pathname, search } = useLocation();
  const navigate = useNavigate();
  const code = codeOf(hash);
  const taken = useRef<string>(null);
  const take = useEffectEvent(onCode);
  useEffect(() => {
    if (code === null || taken.current === code) return;
    taken.current = code;
    void navigate(pathname + search, { replace: true });
    take(code);
  }, [code, pathname, search, navigate]);
}
