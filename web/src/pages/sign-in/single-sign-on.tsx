import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { answerOf, api } from "../../api/client.js";
import { Notice } from "../../components/notices.js";
import { CopyButton } from "../../components/copy-button.js";
import english from "../../languages/en.json";

const retryMs = 15_000;

/** The way to the identity provider, where there is one; and while it cannot be reached, that it cannot. */
export function SingleSignOn({ next }: { readonly next: string }) {
  const t = useTranslations();
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
      <Notice tone="warning" title={t("signIn.unavailableTitle", { name })}>
        <p>{t("signIn.unavailable")}</p>
        <button type="button" className="button" disabled={isFetching} onClick={() => void refetch()}>
          {t("parts.tryAgain")}
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
        {t("signIn.continueWith", { name })}
      </a>
      <p className="sign-in-or">{t("signIn.orToken")}</p>
    </>
  );
}

type SignInProblemName = keyof typeof english.signInProblems;

/** The reasons of the API's redirect, why a single sign-on failed. */
const isProblem = (name: string | null): name is SignInProblemName =>
  name !== null && Object.hasOwn(english.signInProblems, name);

/** The address may hold anything; only what looks like a correlation ID is shown. */
const referencePattern = /^[0-9a-f-]{36}$/;

export function SignInProblem({ query }: { readonly query: URLSearchParams }) {
  const parts = useTranslations("parts");
  const t = useTranslations("signInProblems");
  const name = query.get("problem");
  if (!isProblem(name)) return null;
  const reference = query.get("reference") ?? "";
  return (
    <Notice tone={name === "consent_denied" ? "warning" : "danger"} title={t(`${name}.title`)}>
      <p>{t(`${name}.text`)}</p>
      {referencePattern.test(reference) ? (
        <p className="fine">
          {parts("correlationId")} <code>{reference}</code>{" "}
          <CopyButton text={reference} what={parts("theCorrelationId")} />
        </p>
      ) : null}
    </Notice>
  );
}
