import { Link } from "react-router";
import { useTranslations } from "use-intl";
import { Page } from "../components/page.js";

export function NotFoundPage() {
  const t = useTranslations("notFound");
  return (
    <Page title={t("title")} narrow>
      <p>
        <Link to="/">{t("start")}</Link>
      </p>
    </Page>
  );
}
