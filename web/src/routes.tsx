import type { RouteObject } from "react-router";
import type { PageRoute } from "./page-route.js";
import { analystPages } from "./pages/analysts/routes.js";
import { profilePages } from "./pages/profile/routes.js";
import { supportPages } from "./pages/support/routes.js";
import { RequireRole } from "./session/require-role.js";
import type { Role } from "./session/session.js";

/** All pages but the sign-in page; the order is that of the navigation. Each group of pages has its own list. */
export const pages: readonly PageRoute[] = [...supportPages, ...analystPages, ...profilePages];

/** Where each role starts; programs have no pages. */
const homes: Readonly<Record<Role, string | undefined>> = {
  admin: "/console/projections",
  analyst: "/console/projections",
  support: "/console/users",
  user: "/profile/coursehistory",
  service: undefined,
};

/** @returns the path of the role's own first page; undefined if there is none for it */
export const homeOf = (role: Role): string | undefined => homes[role];

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
