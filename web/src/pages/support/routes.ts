import type { PageRoute } from "../../page-route.js";

export const supportPages: readonly PageRoute[] = [
  {
    path: "/console/users",
    roles: ["support", "admin"],
    nav: "users",
    load: () => import("./users-page.js"),
  },
  { path: "/console/search", roles: ["support", "admin"], load: () => import("./search-page.js") },
  { path: "/console/users/:userId", roles: ["support", "admin"], load: () => import("./user-page.js") },
];
