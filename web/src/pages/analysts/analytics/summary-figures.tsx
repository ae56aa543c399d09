import { useFormatter, useTranslations } from "use-intl";
import type { Summary } from "./queries.js";

/** The numbers of the range at a glance. */
export function SummaryFigures({ purchases }: { readonly purchases: Summary["purchases"] }) {
  const t = useTranslations("analytics");
  const { number } = useFormatter();
  const { total, courses, tests, revoked } = purchases;
  const reasons = (["refund", "chargeback", "correction"] as const)
    .filter((reason) => revoked[reason] > 0)
    .map((reason) => t(`${reason}s`, { count: revoked[reason] }));
  return (
    <dl className="headline">
      <div>
        <dt>{t("purchases")}</dt>
        <dd>{number(total)}</dd>
      </div>
      <div>
        <dt>{t("courses")}</dt>
        <dd>{number(courses)}</dd>
      </div>
      <div>
        <dt>{t("tests")}</dt>
        <dd>{number(tests)}</dd>
      </div>
      <div>
        <dt>{t("revoked")}</dt>
        <dd>
          {number(revoked.total)} <small>{reasons.join(", ")}</small>
        </dd>
      </div>
    </dl>
  );
}
