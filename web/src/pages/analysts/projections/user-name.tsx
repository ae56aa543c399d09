import { Link } from "react-router";
import { useSession } from "../../../session/session.js";
import { userPageRoles } from "./access.js";

/** A user's id, which leads to the user's own page for those who may open it. */
export function UserName({ userId }: { readonly userId: string }) {
  const role = useSession().data?.session?.role;
  if (role === undefined || !userPageRoles.includes(role)) return <code>{userId}</code>;
  return (
    <Link className="mono" to={`/console/users/${encodeURIComponent(userId)}`}>
      {userId}
    </Link>
  );
}
