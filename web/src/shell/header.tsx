import { Link, NavLink } from "react-router";
import { useTranslations } from "use-intl";
import { pages } from "../routes.js";
import type { Role, Session } from "../session/session.js";
import { AccountMenu } from "./account-menu.js";
import { SearchField } from "./search-field.js";

/** Those who may search; the API says so. */
const searchers: readonly Role[] = ["support", "admin"];

/** The name, the pages that the role may see, and the menu. */
export function Header({ session }: { readonly session: Session | null }) {
  const t = useTranslations();
  const open = pages.filter(
    ({ nav, roles, navFor = roles }) =>
      nav !== undefined && session !== null && navFor.includes(session.role),
  );
  return (
    <header className="shell-header">
      <Link to="/" className="brand" aria-label={t("shell.name")}>
        <span className="brand-mark" aria-hidden="true" />
        <span>{t.rich("shell.brand", { long: (words) => <span className="brand-long">{words}</span> })}</span>
      </Link>
      {open.length === 0 ? null : (
        <nav aria-label={t("shell.pages")}>
          <ul className="shell-nav">
            {open.map(({ path, nav }) => (
              <li key={path}>
                <NavLink to={path}>{nav === undefined ? null : t(`nav.${nav}`)}</NavLink>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {session !== null && searchers.includes(session.role) ? <SearchField /> : null}
      <AccountMenu session={session} />
    </header>
  );
}
