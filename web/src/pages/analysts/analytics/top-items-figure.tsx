import { useFormatter, useLocale, useTranslations } from "use-intl";
import { Empty } from "../../../components/notices.js";
import { Figure, type FigureColumn } from "../charts/figure.js";
import { formatAmount, heightOf } from "./amounts.js";
import type { TopItem } from "./queries.js";
import { Segments } from "./segments.js";
import type { Choices } from "./use-choices.js";

export interface TopItemsFigureProps {
  readonly items: readonly TopItem[];
  /** In which something came in. */
  readonly currencies: readonly string[];
  readonly span: string;
  readonly choices: Pick<Choices, "items" | "rank" | "change">;
}

function useColumns(currencies: readonly string[]): readonly FigureColumn<TopItem>[] {
  const t = useTranslations();
  const { number } = useFormatter();
  const netWords = useNetWords();
  const countColumn = (key: "purchases" | "revoked" | "undated", header: string): FigureColumn<TopItem> => ({
    ...{ key, header, csv: key, align: "end" },
    cell: (item) => number(item[key]),
    value: (item) => item[key],
  });
  return [
    {
      ...{ key: "title", header: t("topItems.item"), csv: "title", isRowHeader: true },
      cell: ({ title, itemId }) => title ?? <code>{itemId}</code>,
      value: ({ title }) => title,
    },
    {
      ...{ key: "kind", header: t("topItems.kind"), csv: "kind" },
      cell: ({ kind }) => t(`kinds.${kind}`),
      value: ({ kind }) => kind,
    },
    {
      ...{ key: "id", header: t("topItems.id"), csv: "item_id" },
      cell: ({ itemId }) => <code>{itemId}</code>,
      value: ({ itemId }) => itemId,
    },
    countColumn("purchases", t("topItems.bought")),
    countColumn("revoked", t("analytics.revoked")),
    countColumn("undated", t("topItems.undated")),
    ...currencies.map((currency): FigureColumn<TopItem> => ({
      ...{ key: `net-${currency}`, header: t("topItems.net", { currency }), align: "end" },
      csv: `net_${currency.toLowerCase()}`,
      cell: (item) => netWords(item, currency),
      value(item) {
        const amount = netOf(item, currency);
        return amount === undefined ? null : { amount };
      },
    })),
  ];
}

const netOf = ({ revenue }: TopItem, currency: string): string | undefined =>
  revenue.find((each) => each.currency === currency)?.net.amount;

function useNetWords() {
  const locale = useLocale();
  return (item: TopItem, currency: string): string => {
    const amount = netOf(item, currency);
    return amount === undefined ? "–" : formatAmount(amount, currency, locale);
  };
}

/** What was bought most, or what came in for it. */
export function TopItemsFigure({ items, currencies, span, choices }: TopItemsFigureProps) {
  const { items: filter, rank, change } = choices;
  const t = useTranslations();
  const columns = useColumns(currencies);
  return (
    <Figure
      title={t("topItems.title")}
      description={rank === undefined ? t("topItems.description") : t("topItems.byNet", { currency: rank })}
      columns={columns}
      rows={items}
      rowKey={keyOf}
      fileName={`top-items-${filter}${rank === undefined ? "" : `-by-${rank.toLowerCase()}`}-${span}`}
      controls={
        <div className="figure-controls">
          <Segments
            legend={t("topItems.kinds")}
            value={filter}
            options={[
              ["all", t("topItems.all")],
              ["course", t("analytics.courses")],
              ["test", t("analytics.tests")],
            ]}
            onChoose={(items) => change({ items: items === "all" ? undefined : items })}
          />
          {currencies.length === 0 ? null : (
            <Segments
              legend={t("topItems.rankBy")}
              value={rank ?? ""}
              options={[
                ["", t("analytics.purchases")],
                ...currencies.map((currency) => [currency, t("topItems.net", { currency })] as const),
              ]}
              onChoose={(by) => change({ rank: by })}
            />
          )}
        </div>
      }
      chart={
        items.length === 0 ? (
          <Empty title={t("analytics.nonePurchased")} />
        ) : (
          <Bars items={items} rank={rank} />
        )
      }
    />
  );
}

const keyOf = ({ kind, itemId }: TopItem): string => `${kind}:${itemId}`;

/** Titles are long and hard to read along an axis: each is above its bar. */
function Bars({ items, rank }: { readonly items: readonly TopItem[]; readonly rank: string | undefined }) {
  const t = useTranslations();
  const { number } = useFormatter();
  const netWords = useNetWords();
  // A net loss has no length.
  const lengthOf = (item: TopItem): number =>
    rank === undefined ? item.purchases : Math.max(0, heightOf(netOf(item, rank) ?? "0"));
  const most = Math.max(...items.map(lengthOf), 1);
  return (
    <ol className="bars">
      {items.map((item) => (
        <li key={keyOf(item)}>
          <span className="bars-name">
            {item.title ?? <code>{item.itemId}</code>} <span className="tag">{t(`kinds.${item.kind}`)}</span>
          </span>
          <span className="bars-value">
            {rank === undefined ? number(item.purchases) : netWords(item, rank)}
            {item.revoked === 0 ? null : <small> {t("topItems.someRevoked", { count: item.revoked })}</small>}
          </span>
          <span className="bar" aria-hidden="true">
            <span className="swatch-1" style={{ flexGrow: lengthOf(item) }} />
            <span className="bar-rest" style={{ flexGrow: most - lengthOf(item) }} />
          </span>
        </li>
      ))}
    </ol>
  );
}
