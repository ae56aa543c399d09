import { useFormatter, useTranslations } from "use-intl";
import { Empty } from "../../../components/notices.js";
import { Figure, type FigureColumn } from "../charts/figure.js";
import type { TopItem } from "./queries.js";
import { Segments } from "./segments.js";
import type { ItemFilter } from "./use-choices.js";

export interface TopItemsFigureProps {
  readonly items: readonly TopItem[];
  readonly filter: ItemFilter;
  readonly span: string;
  onFilter(filter: ItemFilter): void;
}

function useColumns(): readonly FigureColumn<TopItem>[] {
  const t = useTranslations();
  const { number } = useFormatter();
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
  ];
}

/** What was bought most. */
export function TopItemsFigure({ items, filter, span, onFilter }: TopItemsFigureProps) {
  const t = useTranslations();
  const columns = useColumns();
  return (
    <Figure
      title={t("topItems.title")}
      description={t("topItems.description")}
      columns={columns}
      rows={items}
      rowKey={keyOf}
      fileName={`top-items-${filter}-${span}`}
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
            onChoose={onFilter}
          />
        </div>
      }
      chart={items.length === 0 ? <Empty title={t("analytics.nonePurchased")} /> : <Bars items={items} />}
    />
  );
}

const keyOf = ({ kind, itemId }: TopItem): string => `${kind}:${itemId}`;

/** Titles are long, and nobody reads them along an axis: each stands above its own bar. */
function Bars({ items }: { readonly items: readonly TopItem[] }) {
  const t = useTranslations();
  const { number } = useFormatter();
  const most = Math.max(...items.map(({ purchases }) => purchases), 1);
  return (
    <ol className="bars">
      {items.map((item) => (
        <li key={keyOf(item)}>
          <span className="bars-name">
            {item.title ?? <code>{item.itemId}</code>} <span className="tag">{t(`kinds.${item.kind}`)}</span>
          </span>
          <span className="bars-value">
            {number(item.purchases)}
            {item.revoked === 0 ? null : <small> {t("topItems.someRevoked", { count: item.revoked })}</small>}
          </span>
          <span className="bar" aria-hidden="true">
            <span className="swatch-1" style={{ flexGrow: item.purchases }} />
            <span className="bar-rest" style={{ flexGrow: most - item.purchases }} />
          </span>
        </li>
      ))}
    </ol>
  );
}
