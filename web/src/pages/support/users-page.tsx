import { Link } from "react-router";
import { Instant } from "../../components/instant.js";
import { Empty } from "../../components/notices.js";
import { Page } from "../../components/page.js";
import { useSession } from "../../session/session.js";
import { FindUser, userPath } from "./find-user.js";
import { forgetUser, forgetUsers, useRecentUsers } from "./recent-users.js";
import "./users-page.css";

/** `/console/users`: whom does somebody ask about? */
export default function UsersPage() {
  const operator = useSession().data?.session?.userId ?? "";
  return (
    <Page title="Users" narrow>
      <FindUser autoFocus />
      <RecentUsers operator={operator} />
    </Page>
  );
}

function RecentUsers({ operator }: { readonly operator: string }) {
  const recent = useRecentUsers(operator);
  return (
    <section className="recent" aria-labelledby="recent-title">
      <div className="panel-head">
        <h2 id="recent-title">Recent users</h2>
        {recent.length === 0 ? null : (
          <button type="button" className="button button-small" onClick={() => forgetUsers(operator)}>
            Clear all
          </button>
        )}
      </div>
      {recent.length === 0 ? (
        <Empty title="No recent users">
          <p>Kept in this browser only.</p>
        </Empty>
      ) : (
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
                aria-label={`Forget ${userId}`}
                onClick={() => forgetUser(operator, userId)}
              >
                Forget
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
