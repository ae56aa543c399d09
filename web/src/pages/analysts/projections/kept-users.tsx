import { useTranslations } from "use-intl";
import { Notice } from "../../../components/notices.js";
import { UserNames } from "./user-name.js";

/** Users whose old documents a rebuild has kept, because their streams cannot say any more what they should be. */
export function KeptUsers({
  kept,
  keptUsers,
}: {
  readonly kept: readonly string[];
  readonly keptUsers: number;
}) {
  const t = useTranslations("projections.kept");
  if (keptUsers === 0) return null;
  return (
    <Notice tone="warning" title={t("title", { count: keptUsers })}>
      <p>{t("text")}</p>
      <UserNames userIds={kept} total={keptUsers} />
    </Notice>
  );
}
