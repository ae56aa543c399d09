import { Link } from "react-router";
import { useTranslations } from "use-intl";
import type { Kind } from "./purchases.js";

const tabs = [
  { kind: "course", path: "/profile/coursehistory", name: "courses" },
  { kind: "test", path: "/profile/testhistory", name: "tests" },
] as const;

/** The other history of the same user. A user has both in the navigation. */
export function KindTabs({ kind, userId }: { readonly kind: Kind; readonly userId: string }) {
  const t = useTranslations("profile");
  return (
    <nav aria-label={t("histories")} className="tabs">
      {tabs.map((tab) => (
        <Link
          key={tab.kind}
          to={{ pathname: tab.path, search: new URLSearchParams({ userId }).toString() }}
          aria-current={tab.kind === kind ? "page" : undefined}
        >
          {t(tab.name)}
        </Link>
      ))}
    </nav>
  );
}
