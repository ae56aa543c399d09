import { Navigate } from "react-router";
import { useTranslations } from "use-intl";
import { Page } from "../components/page.js";
import { homeOf } from "../routes.js";
import { RequireRole } from "../session/require-role.js";
import { useSession } from "../session/session.js";

const everybody = ["user", "service", "support", "analyst", "admin"] as const;

/** `/`: leads each role to its own first page. */
export function HomePage() {
  return (
    <RequireRole roles={everybody}>
      <Home />
    </RequireRole>
  );
}

function Home() {
  const t = useTranslations();
  const role = useSession().data?.session?.role;
  const home = role === undefined ? undefined : homeOf(role);
  if (home !== undefined) return <Navigate replace to={home} />;
  return (
    <Page title={t("shell.name")} narrow>
      <p>{t("home.noPages")}</p>
    </Page>
  );
}
