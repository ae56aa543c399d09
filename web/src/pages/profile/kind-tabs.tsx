import { Link } from "react-router";
import type { Kind } from "./purchases.js";

const tabs = [
  { kind: "course", path: "/profile/coursehistory", name: "Courses" },
  { kind: "test", path: "/profile/testhistory", name: "Tests" },
] as const;

/** The other history of the same user. A user has both in the navigation. */
export function KindTabs({ kind, userId }: { readonly kind: Kind; readonly userId: string }) {
  return (
    <nav aria-label="Histories of this user" className="tabs">
      {tabs.map((tab) => (
        <Link
          key={tab.kind}
          to={{ pathname: tab.path, search: new URLSearchParams({ userId }).toString() }}
          aria-current={tab.kind === kind ? "page" : undefined}
        >
          {tab.name}
        </Link>
      ))}
    </nav>
  );
}
