import type { RouteObject } from "react-router";
import type { PageRoute } from "./page-route.js";
import { analystPages } from "./pages/analysts/routes.js";
import { profilePages } from "./pages/profile/routes.js";
import { supportPages } from "./pages/support/routes.js";
import { RequireRole } from "./session/require-role.js";
import type { Role } from "./session/session.js";

/** All pages but the sign-in page; the order is that of the navigation. Each group of pages has its own list. */
export const pages: readonly PageRoute[] = [...supportPages, ...analystPages, ...profilePages];

/** Where a role begins its day: the first of these that exists and is for it. */
const homes = ["/console/projections", "/console/users", "/profile/coursehistory"];

/** @returns the path of the role's own first page; undefined if there is none for it */
export function homeOf(role: Role): string | undefined {
  const open = pages.filter(({ roles }) => roles.includes(role)).map(({ path }) => path);
  return homes.find((path) => open.includes(path));
}

export const toRoute = ({ path, roles, load }: PageRoute): RouteObject => ({
  path,
  lazy: async () => {
    const { default: Component } = await load();
    return {
      element: (
        <RequireRole roles={roles}>
          <Component />
        </RequireRole>
      ),
    };
  },
});
