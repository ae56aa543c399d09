import type { ReactNode } from "react";
import { Link, Navigate, useLocation } from "react-router";
import { Loading } from "../components/notices.js";
import { Page } from "../components/page.js";
import { ProblemMessage } from "../components/problem-message.js";
import { signInPath } from "./next-path.js";
import { useSession, type Role } from "./session.js";

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
  if (roles.includes(session.role)) return children;
  return (
    <Page title="Not for this role" narrow>
      <p>
        This page is for {inWords(roles)}; you are signed in as <strong>{session.userId}</strong> with the
        role <strong>{session.role}</strong>.
      </p>
      <p>
        <Link to="/">Go to your pages</Link>, or sign in with another account.
      </p>
    </Page>
  );
}

const inWords = (roles: readonly Role[]): string =>
  new Intl.ListFormat("en", { type: "disjunction" }).format(roles);
