import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { useTranslations } from "use-intl";
import { Instant } from "../../../components/instant.js";
import { Notice } from "../../../components/notices.js";
import { consistencyQuery } from "./query.js";
import { useConsistencyWords } from "./words.js";

/** Above numbers that are counted from a projection which is not known to be right. */
export function StaleDataNotice() {
  const t = useTranslations("consistency");
  const words = useConsistencyWords();
  const { data } = useQuery(consistencyQuery);
  const [worst] = data?.findings ?? [];
  if (data === undefined || worst === undefined || data.state === "proven") return null;
  const isWrong = data.state === "drifted" || data.state === "unhealthy";
  return (
    <Notice
      tone={isWrong ? "danger" : "warning"}
      title={isWrong ? t("wrong") : t("notVerified", { state: data.state })}
    >
      <p>
        {words.finding(worst, data.verification)}
        {worst.at === null ? null : (
          <>
            , <Instant at={worst.at} />
          </>
        )}
        . <Link to="/console/projections">{t("link")}</Link>
      </p>
    </Notice>
  );
}
