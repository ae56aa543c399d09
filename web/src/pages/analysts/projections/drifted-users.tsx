import { useTranslations } from "use-intl";
import type { SamplerStatus } from "./queries.js";
import { RepairAll } from "./repair-all.js";
import { UserNames } from "./user-name.js";

interface UsersProps {
  readonly sampler: SamplerStatus;
}

/** Users that the background check found to differ from the log: each leads to its page. */
export function DriftedUsers({ sampler: { driftedUsers, usersDrifted } }: UsersProps) {
  const t = useTranslations("projections.headline");
  if (driftedUsers.length === 0) return null;
  return (
    <div className="headline-users">
      <div className="panel-head">
        <h3>{t("drifted", { count: usersDrifted })}</h3>
        <RepairAll userIds={driftedUsers} />
      </div>
      <UserNames userIds={driftedUsers} total={usersDrifted} />
    </div>
  );
}

/** Users of whose streams the background check found events to be missing. No repair helps there. */
export function UsersOfCutStreams({ sampler: { heldBackUsers, usersHeldBack } }: UsersProps) {
  const t = useTranslations("projections.headline");
  if (heldBackUsers.length === 0) return null;
  return (
    <div className="headline-users">
      <h3>{t("eventsMissing", { count: usersHeldBack })}</h3>
      <UserNames userIds={heldBackUsers} total={usersHeldBack} />
    </div>
  );
}
