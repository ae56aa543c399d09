import { useFormatter, useTranslations } from "use-intl";
import { Empty } from "../../../components/notices.js";
import { Figure, type FigureColumn } from "../charts/figure.js";
import type { Summary } from "./queries.js";

interface PriceRow {
  readonly key: "paid" | "free" | "unknown";
  readonly look: string;
  readonly name: string;
  readonly hint: string;
  readonly count: number;
  readonly share: number;
}

const percent = { style: "percent", maximumFractionDigits: 1 } as const;

function useColumns(): readonly FigureColumn<PriceRow>[] {
  const t = useTranslations();
  const { number } = useFormatter();
  return [
    {
      key: "price",
      header: t("prices.price"),
      csv: "price",
      isRowHeader: true,
      cell: ({ name }) => name,
      value: ({ key }) => key,
    },
    {
      key: "count",
      header: t("analytics.purchases"),
      csv: "purchases",
      align: "end",
      cell: ({ count }) => number(count),
      value: ({ count }) => count,
    },
    {
      key: "share",
      header: t("prices.share"),
      csv: "share",
      align: "end",
      cell: ({ share }) => number(share, percent),
      value: ({ share }) => Number(share.toFixed(4)),
    },
  ];
}

/** Free vs. paid, and purchases whose price is unknown. */
export function PricesFigure({
  purchases,
  span,
}: {
  readonly purchases: Summary["purchases"];
  readonly span: string;
}) {
  const t = useTranslations();
  const columns = useColumns();
  const { total, paid, free, withoutPrice } = purchases;
  const row = (key: PriceRow["key"], look: string, count: number): PriceRow => ({
    ...{ key, look, count, name: t(`prices.${key}`), hint: t(`prices.${key}Hint`) },
    share: total === 0 ? 0 : count / total,
  });
  const rows = [row("paid", "1", paid), row("free", "2", free), row("unknown", "4", withoutPrice)];
  return (
    <Figure
      title={t("prices.title")}
      description={t("prices.description")}
      columns={columns}
      rows={rows}
      rowKey={({ key }) => key}
      fileName={`free-and-paid-${span}`}
      chart={total === 0 ? <Empty title={t("analytics.nonePurchased")} /> : <Shares rows={rows} />}
    />
  );
}

function Shares({ rows }: { readonly rows: readonly PriceRow[] }) {
  const { number } = useFormatter();
  return (
    <>
      <div className="bar bar-tall" aria-hidden="true">
        {rows.map(({ key, look, count }) => (
          <span key={key} className={`swatch-${look}`} style={{ flexGrow: count }} />
        ))}
      </div>
      <dl className="shares">
        {rows.map(({ key, look, name, hint, count, share }) => (
          <div key={key}>
            <dt>
              <span className={`swatch swatch-${look}`} aria-hidden="true" />
              <span>
                {name} <small>{hint}</small>
              </span>
            </dt>
            <dd>
              {number(count)} <small>{number(share, percent)}</small>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
