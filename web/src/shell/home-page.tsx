import { Navigate } from "react-router";
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
  const role = useSession().data?.session?.role;
  const home = role === undefined ? undefined : homeOf(role);
  if (home !== undefined) return <Navigate replace to={home} />;
  return (
    <Page title="Purchase ledger" narrow>
      <p>This role has no pages. It is for programs that use the API.</p>
    </Page>
  );
}
