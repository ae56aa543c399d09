import { useFormatter, useTranslations } from "use-intl";
import type { Summary } from "./queries.js";

/** Purchases without a date, apart from all other numbers. */
export function UndatedPanel({ undated }: { readonly undated: Summary["undated"] }) {
  const t = useTranslations();
  const { number } = useFormatter();
  return (
    <section className="panel undated" aria-labelledby="undated-title">
      <h2 id="undated-title">{t("undated.title")}</h2>
      <p className="figure-description">{t("undated.description")}</p>
      <dl className="facts figures">
        <div>
          <dt>{t("analytics.total")}</dt>
          <dd>{number(undated.total)}</dd>
        </div>
        <div>
          <dt>{t("analytics.courses")}</dt>
          <dd>{number(undated.courses)}</dd>
        </div>
        <div>
          <dt>{t("analytics.tests")}</dt>
          <dd>{number(undated.tests)}</dd>
        </div>
        <div>
          <dt>{t("undated.withoutPrice")}</dt>
          <dd>{number(undated.withoutPrice)}</dd>
        </div>
      </dl>
    </section>
  );
}
