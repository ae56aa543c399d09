import type { ReactNode } from "react";
import { Link, Navigate, useLocation } from "react-router";
import { useLocale, useTranslations } from "use-intl";
import { Loading } from "../components/notices.js";
import { Page } from "../components/page.js";
import { ProblemMessage } from "../components/problem-message.js";
import { signInPath } from "./next-path.js";
import { useSession, type Role, type Session } from "./session.js";

export interface RequireRoleProps {
  readonly roles: readonly Role[];
  readonly children: ReactNode;
}

/** Shows a page to those it is for, and leads everybody else to where they can go on. The API checks all the same. */
export function RequireRole({ roles, children }: RequireRoleProps) {
  const { data, error, refetch } = useSession();
  const { pathname, search, hash } = useLocation();
  if (data === undefined)
    return error === null ? <Loading /> : <ProblemMessage error={error} onRetry={refetch} />;
  const { session, expired } = data;
  if (session === null)
    return <Navigate replace to={signInPath({ next: pathname + search + hash, expired })} />;
  return roles.includes(session.role) ? children : <WrongRole roles={roles} session={session} />;
}

function WrongRole({ roles, session }: { readonly roles: readonly Role[]; readonly session: Session }) {
  const t = useTranslations("wrongRole");
  const names = useTranslations("roles");
  const list = new Intl.ListFormat(useLocale(), { type: "disjunction" });
  return (
    <Page title={t("title")} narrow>
      <p>
        {t.rich("text", {
          roles: list.format(roles.map((role) => names(role))),
          userId: session.userId,
          role: names(session.role),
          b: (words) => <strong>{words}</strong>,
        })}
      </p>
      <p>{t.rich("next", { link: (words) => <Link to="/">{words}</Link> })}</p>
    </Page>
  );
}
