import { useTranslations } from "use-intl";
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
  const t = useTranslations("projections");
  if (keptUsers === 0) return null;
  const more = keptUsers - kept.length;
  return (
    <Notice tone="warning" title={t("kept.title", { count: keptUsers })}>
      <p>{t("kept.text")}</p>
      <ul className="name-list">
        {kept.map((userId) => (
          <li key={userId}>
            <UserName userId={userId} />
          </li>
        ))}
        {more === 0 ? null : <li className="soft">{t("headline.more", { count: more })}</li>}
      </ul>
    </Notice>
  );
}
