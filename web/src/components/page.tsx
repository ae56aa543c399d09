import type { ReactNode } from "react";
import { useTranslations } from "use-intl";

export interface PageProps {
  /** Of the browser's tab, and the heading. */
  readonly title: string;
  /** The heading, where it says more than the title may. */
  readonly heading?: ReactNode;
  /** One line under the heading. */
  readonly lead?: ReactNode;
  /** Buttons beside the heading. */
  readonly actions?: ReactNode;
  /** Pages of texts and forms are easier to read when they are not as wide as the screen. */
  readonly narrow?: boolean;
  readonly children: ReactNode;
}

/** The frame of every page: its title, its heading and what is on it. */
export function Page({ title, heading, lead, actions, narrow = false, children }: PageProps) {
  const t = useTranslations("shell");
  return (
    <div className={narrow ? "page page-narrow" : "page"}>
      <title>{`${title} · ${t("name")}`}</title>
      <header className="page-head">
        <div>
          <h1>{heading ?? title}</h1>
          {lead === undefined ? null : <p className="lead">{lead}</p>}
        </div>
        {actions === undefined ? null : <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
