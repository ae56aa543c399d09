import { useEffect, useRef } from "react";
import { Outlet, ScrollRestoration, useLocation, useNavigation } from "react-router";
import { useTranslations } from "use-intl";
import { useSession } from "../session/session.js";
import { Header } from "./header.js";
import { Shortcuts } from "./shortcuts.js";

/** What is around every page. */
export function Shell() {
  const t = useTranslations("shell");
  const { data } = useSession();
  const isLoading = useNavigation().state === "loading";
  const main = useRef<HTMLElement>(null);
  useFocusOnNewPage(main);
  return (
    <>
      <a className="skip-link" href="#content">
        {t("skip")}
      </a>
      <Header session={data?.session ?? null} />
      <div className={isLoading ? "page-progress is-on" : "page-progress"} aria-hidden="true" />
      <main id="content" ref={main} tabIndex={-1} aria-busy={isLoading}>
        <Outlet />
      </main>
      <Shortcuts />
      <ScrollRestoration />
    </>
  );
}

/** A browser that loads a page begins at its top; who uses a keyboard or a screen reader expects the same here. */
function useFocusOnNewPage(main: React.RefObject<HTMLElement | null>): void {
  const { pathname } = useLocation();
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    main.current?.focus({ preventScroll: true });
  }, [pathname, main]);
}
