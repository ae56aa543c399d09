import { useFormatter, useTranslations } from "use-intl";
import type { Outside, Summary } from "./queries.js";

/** Purchases without a date, apart from all other numbers. */
export function UndatedPanel({ undated }: { readonly undated: Summary["undated"] }) {
  const t = useTranslations();
  const counts = [
    [t("analytics.total"), undated.total],
    [t("analytics.courses"), undated.courses],
    [t("analytics.tests"), undated.tests],
    [t("undated.withoutPrice"), undated.withoutPrice],
  ] as const;
  return <ApartPanel name="undated" counts={counts} />;
}

/** What is dated so that no chart shows it; nothing, as a rule. */
export function OutsidePanel({ outside }: { readonly outside: Outside }) {
  const t = useTranslations();
  const counts = [
    [t("analytics.courses"), outside.courses],
    [t("analytics.tests"), outside.tests],
    [t("analytics.revoked"), outside.revoked],
    [t("outside.refunds"), outside.revenue.reduce((sum, { refundCount }) => sum + refundCount, 0)],
  ] as const;
  return counts.every(([, count]) => count === 0) ? null : <ApartPanel name="outside" counts={counts} />;
}

interface ApartPanelProps {
  readonly name: "undated" | "outside";
  readonly counts: readonly (readonly [label: string, count: number])[];
}

function ApartPanel({ name, counts }: ApartPanelProps) {
  const t = useTranslations(name);
  const { number } = useFormatter();
  const id = `${name}-title`;
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id}>{t("title")}</h2>
      <p className="figure-description">{t("description")}</p>
      <dl className="facts figures">
        {counts.map(([label, count]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{number(count)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
