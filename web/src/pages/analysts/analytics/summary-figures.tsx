import type { ReactNode } from "react";
import { useFormatter, useLocale, useTranslations } from "use-intl";
import { formatAmount } from "./amounts.js";
import type { Summary } from "./queries.js";

export interface SummaryFiguresProps {
  readonly summary: Pick<Summary, "purchases" | "revenue" | "previous">;
}

/** The numbers of the range at a glance, with those of the period before, of the same length. */
export function SummaryFigures({ summary: { purchases, revenue, previous } }: SummaryFiguresProps) {
  const t = useTranslations("analytics");
  const locale = useLocale();
  const { revoked } = purchases;
  const before = previous?.purchases;
  const reasons = (["refund", "chargeback", "correction"] as const)
    .filter((reason) => revoked[reason] > 0)
    .map((reason) => t(`${reason}s`, { count: revoked[reason] }));
  return (
    <dl className="headline">
      <Count name={t("purchases")} value={purchases.total} before={before?.total} />
      <Count name={t("courses")} value={purchases.courses} before={before?.courses} />
      <Count name={t("tests")} value={purchases.tests} before={before?.tests} />
      <Count name={t("revoked")} value={revoked.total} before={before?.revoked.total}>
        {reasons.length === 0 ? null : <small>{reasons.join(", ")}</small>}
      </Count>
      {revenue.map(({ currency, net: { amount } }) => (
        <div key={currency}>
          <dt>{t("net", { currency })}</dt>
          <dd>{formatAmount(amount, currency, locale)}</dd>
          {previous === null ? null : (
            <NetBefore amount={amount} before={netOf(previous.revenue, currency)} currency={currency} />
          )}
        </div>
      ))}
    </dl>
  );
}

const netOf = (revenue: Summary["revenue"], currency: string): string | undefined =>
  revenue.find((each) => each.currency === currency)?.net.amount;

interface NetBeforeProps {
  readonly amount: string;
  /** Undefined if nothing came in. */
  readonly before: string | undefined;
  readonly currency: string;
}

function NetBefore({ amount, before, currency }: NetBeforeProps) {
  const locale = useLocale();
  // Nothing, with the decimals of the currency.
  const shown = before ?? (0).toFixed(amount.split(".")[1]?.length ?? 0);
  return (
    <Before value={Number(amount)} before={Number(shown)} words={formatAmount(shown, currency, locale)} />
  );
}

interface CountProps {
  readonly name: string;
  readonly value: number;
  /** In the period before; undefined without one. */
  readonly before: number | undefined;
  readonly children?: ReactNode;
}

function Count({ name, value, before, children }: CountProps) {
  const { number } = useFormatter();
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {number(value)} {children}
      </dd>
      {before === undefined ? null : <Before value={value} before={before} words={number(before)} />}
    </div>
  );
}

const percent = { style: "percent", maximumFractionDigits: 0, signDisplay: "exceptZero" } as const;

interface BeforeProps {
  readonly value: number;
  readonly before: number;
  readonly words: string;
}

/** Without a percentage where there is nothing, or a loss, to compare with. */
function Before({ value, before, words }: BeforeProps) {
  const t = useTranslations("analytics");
  const { number } = useFormatter();
  const change = before > 0 ? `${number(value / before - 1, percent).replace("-", "−")} ` : "";
  return (
    <dd className="headline-before">
      {change}
      <span>{t("before", { number: words })}</span>
    </dd>
  );
}
