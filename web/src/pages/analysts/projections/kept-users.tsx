import { countOf } from "../../../components/money.js";
import { Notice } from "../../../components/notices.js";
import { UserName } from "./user-name.js";

/** Users whose old documents a rebuild has kept, because their streams cannot say any more what they should be. */
export function KeptUsers({
  kept,
  keptUsers,
}: {
  readonly kept: readonly string[];
  readonly keptUsers: number;
}) {
  if (keptUsers === 0) return null;
  const more = keptUsers - kept.length;
  return (
    <Notice tone="warning" title={`${countOf(keptUsers, "user")} kept as they are`}>
      <p>A part of their streams is missing or damaged. A verification says which.</p>
      <ul className="name-list">
        {kept.map((userId) => (
          <li key={userId}>
            <UserName userId={userId} />
          </li>
        ))}
        {more === 0 ? null : <li className="soft">and {countOf(more, "more user")}</li>}
      </ul>
    </Notice>
  );
}
