import { Link } from "react-router";
import { useTranslations } from "use-intl";
import { Instant } from "../../components/instant.js";
import { Empty } from "../../components/notices.js";
import { Page } from "../../components/page.js";
import { useSession } from "../../session/session.js";
import { userPath } from "../../shell/paths.js";
import { FindUser } from "./find-user.js";
import { forgetUser, forgetUsers, useRecentUsers } from "./recent-users.js";
import "./users-page.css";

/** `/console/users`: finds a user. */
export default function UsersPage() {
  const t = useTranslations("users");
  const operator = useSession().data?.session?.userId ?? "";
  return (
    <Page title={t("title")} narrow>
      <FindUser autoFocus />
      <RecentUsers operator={operator} />
    </Page>
  );
}

function RecentUsers({ operator }: { readonly operator: string }) {
  const t = useTranslations("users");
  const recent = useRecentUsers(operator);
  if (recent.length === 0)
    return (
      <Empty title={t("noRecent")}>
        <p>{t("kept")}</p>
      </Empty>
    );
  return (
    <section className="recent" aria-labelledby="recent-title">
      <div className="panel-head">
        <h2 id="recent-title">{t("recent")}</h2>
        <button type="button" className="button button-small" onClick={() => forgetUsers(operator)}>
          {t("clearAll")}
        </button>
      </div>
      <ul className="recent-list">
        {recent.map(({ userId, at }) => (
          <li key={userId}>
            <Link to={userPath(userId)} className="mono">
              {userId}
            </Link>
            <span className="recent-when">
              <Instant at={at} />
            </span>
            <button
              type="button"
              className="button button-small"
              aria-label={t("forgetUser", { userId })}
              onClick={() => forgetUser(operator, userId)}
            >
              {t("forget")}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
