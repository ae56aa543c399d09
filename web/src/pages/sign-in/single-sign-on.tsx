import { useQuery } from "@tanstack/react-query";
import { answerOf, api } from "../../api/client.js";
import { Notice } from "../../components/notices.js";
import { CopyButton } from "../../components/copy-button.js";

const retryMs = 15_000;

/** The way to the identity provider, where there is one; and while it cannot be reached, that it cannot. */
export function SingleSignOn({ next }: { readonly next: string }) {
  const { data, refetch, isFetching } = useQuery({
    queryKey: ["sign-in-methods"],
    queryFn: ({ signal }) => answerOf(api.GET("/api/sign-in-methods", { signal })),
    refetchInterval: ({ state }) => (state.data?.singleSignOn?.available === false ? retryMs : false),
  });
  const offered = data?.singleSignOn ?? null;
  if (offered === null) return null;
  const { name, url, available } = offered;
  if (!available) {
    return (
      <Notice tone="warning" title={`You cannot sign in with ${name} now`}>
        <p>The identity provider cannot be reached. Sign in with a token, or try again in a moment.</p>
        <button type="button" className="button" disabled={isFetching} onClick={() => void refetch()}>
          Try again
        </button>
      </Notice>
    );
  }
  return (
    <>
      <a
        className="button button-primary single-sign-on"
        href={`${url}?${new URLSearchParams({ next }).toString()}`}
      >
        Continue with {name}
      </a>
      <p className="sign-in-or">or with a token</p>
    </>
  );
}

/** Why a single sign-on failed, as the API's redirect names it, and what to do. */
const problems: Readonly<Record<string, readonly [title: string, text: string]>> = {
  consent_denied: ["You did not sign in", "You cancelled, or the identity provider denied access."],
  sign_in_expired: [
    "This sign-in is no longer valid",
    "It took longer than 10 minutes, was completed before, or began in another browser. Sign in again.",
  ],
  role_missing: [
    "Your account has no role here",
    "Ask the person who manages accounts at your organization to give you one.",
  ],
  user_id_invalid: [
    "Your account’s name cannot be used here",
    "Tell the person who runs the ledger: the setting OIDC_USER_CLAIM decides which name is used.",
  ],
  clock_differs: [
    "The clocks differ",
    "The clocks of the ledger and the identity provider differ by more than 30 seconds. Tell the person who runs the ledger.",
  ],
  answer_invalid: [
    "The identity provider’s answer could not be verified",
    "Sign in again. If it happens again, tell the person who runs the ledger.",
  ],
  provider_refused: [
    "The identity provider refused the sign-in",
    "Tell the person who runs the ledger: the log has the cause.",
  ],
  provider_unavailable: [
    "The identity provider cannot be reached",
    "Try again in a moment, or sign in with a token.",
  ],
};

/** The address may hold anything; only what looks like a correlation ID is shown. */
const referencePattern = /^[0-9a-f-]{36}$/;

export function SignInProblem({ query }: { readonly query: URLSearchParams }) {
  const name = query.get("problem") ?? "";
  const problem = Object.hasOwn(problems, name) ? problems[name] : undefined;
  if (problem === undefined) return null;
  const [title, text] = problem;
  const reference = query.get("reference") ?? "";
  return (
    <Notice tone={name === "consent_denied" ? "warning" : "danger"} title={title}>
      <p>{text}</p>
      {referencePattern.test(reference) ? (
        <p className="fine">
          Correlation id <code>{reference}</code> <CopyButton text={reference} what="correlation id" />
        </p>
      ) : null}
    </Notice>
  );
}
