import { useTranslations } from "use-intl";
import type { SamplerStatus } from "./queries.js";
import { RepairAll } from "./repair-all.js";
import { UserName } from "./user-name.js";

/** Users that the background check found to differ from the log: each leads to its page. */
export function DriftedUsers({
  sampler: { driftedUsers, usersDrifted },
}: {
  readonly sampler: SamplerStatus;
}) {
  const t = useTranslations("projections.headline");
  if (driftedUsers.length === 0) return null;
  const more = usersDrifted - driftedUsers.length;
  return (
    <div className="headline-users">
      <div className="panel-head">
        <h3>{t("drifted", { count: usersDrifted })}</h3>
        <RepairAll userIds={driftedUsers} />
      </div>
      <ul className="name-list">
        {driftedUsers.map((userId) => (
          <li key={userId}>
            <UserName userId={userId} />
          </li>
        ))}
        {more === 0 ? null : <li className="soft">{t("more", { count: more })}</li>}
      </ul>
    </div>
  );
}
