import { useRouteError } from "react-router";
import { useTranslations } from "use-intl";
import { Page } from "../components/page.js";
import { ProblemMessage } from "../components/problem-message.js";

/** Instead of a page that threw, or whose code could not be loaded because a newer version has replaced it. */
export function PageFailure() {
  const t = useTranslations("pageFailure");
  const error = useRouteError();
  return (
    <Page title={t("title")} narrow>
      <ProblemMessage error={error} onRetry={() => location.reload()} />
      <p>{t("updated")}</p>
    </Page>
  );
}
