import type { PageRoute } from "../../page-route.js";

export const analystPages: readonly PageRoute[] = [
  {
    path: "/console/projections",
    roles: ["support", "analyst", "admin"],
    nav: "projections",
    load: () => import("./projections/projections-page.js"),
  },
  {
    path: "/console/analytics",
    roles: ["analyst", "admin"],
    nav: "analytics",
    load: () => import("./analytics/analytics-page.js"),
  },
];
