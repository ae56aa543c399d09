import type { PageRoute } from "../../page-route.js";

/** A user's own; others who may read a user's purchases name it: `?userId=`. */
const readers = {
  roles: ["user", "service", "support", "admin"],
  navFor: ["user"],
} as const;

export const profilePages: readonly PageRoute[] = [
  {
    ...readers,
    path: "/profile/coursehistory",
    nav: "courses",
    load: async () => ({ default: (await import("./history-page.js")).CourseHistoryPage }),
  },
  {
    ...readers,
    path: "/profile/testhistory",
    nav: "tests",
    load: async () => ({ default: (await import("./history-page.js")).TestHistoryPage }),
  },
];
