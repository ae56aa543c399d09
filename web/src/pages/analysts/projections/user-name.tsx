import { Link } from "react-router";
import { useTranslations } from "use-intl";
import { useSession } from "../../../session/session.js";
import { userPath } from "../../../shell/paths.js";
import { userPageRoles } from "./access.js";

/** A user's id, which leads to the user's own page for those who may open it. */
export function UserName({ userId }: { readonly userId: string }) {
  const role = useSession().data?.session?.role;
  if (role === undefined || !userPageRoles.includes(role)) return <code>{userId}</code>;
  return (
    <Link className="mono" to={userPath(userId)}>
      {userId}
    </Link>
  );
}

/** Some of so many users. */
export function UserNames({
  userIds,
  total,
}: {
  readonly userIds: readonly string[];
  readonly total: number;
}) {
  const t = useTranslations("projections");
  const more = total - userIds.length;
  return (
    <ul className="name-list">
      {userIds.map((userId) => (
        <li key={userId}>
          <UserName userId={userId} />
        </li>
      ))}
      {more === 0 ? null : <li className="soft">{t("headline.more", { count: more })}</li>}
    </ul>
  );
}
