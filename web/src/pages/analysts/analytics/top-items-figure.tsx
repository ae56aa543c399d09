import { formatCount } from "../../../components/money.js";
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

const columns: readonly FigureColumn<TopItem>[] = [
  {
    key: "title",
    header: "Item",
    csv: "title",
    isRowHeader: true,
    cell: ({ title, itemId }) => title ?? <code>{itemId}</code>,
    value: ({ title }) => title,
  },
  {
    key: "kind",
    header: "Kind",
    csv: "kind",
    cell: ({ kind }) => kind,
    value: ({ kind }) => kind,
  },
  {
    key: "id",
    header: "ID",
    csv: "item_id",
    cell: ({ itemId }) => <code>{itemId}</code>,
    value: ({ itemId }) => itemId,
  },
  {
    key: "purchases",
    header: "Bought",
    csv: "purchases",
    align: "end",
    cell: ({ purchases }) => formatCount(purchases),
    value: ({ purchases }) => purchases,
  },
  {
    key: "revoked",
    header: "Revoked",
    csv: "revoked",
    align: "end",
    cell: ({ revoked }) => formatCount(revoked),
    value: ({ revoked }) => revoked,
  },
  {
    key: "undated",
    header: "Undated",
    csv: "undated",
    align: "end",
    cell: ({ undated }) => formatCount(undated),
    value: ({ undated }) => undated,
  },
];

/** What was bought most. */
export function TopItemsFigure({ items, filter, span, onFilter }: TopItemsFigureProps) {
  return (
    <Figure
      title="Top items"
      description="By purchases in this range; revocations in this range beside them."
      columns={columns}
      rows={items}
      rowKey={keyOf}
      fileName={`top-items-${filter}-${span}`}
      controls={
        <div className="figure-controls">
          <Segments
            legend="Kind of items"
            value={filter}
            options={[
              ["all", "All"],
              ["course", "Courses"],
              ["test", "Tests"],
            ]}
            onChoose={onFilter}
          />
        </div>
      }
      chart={items.length === 0 ? <Empty title="No purchases in this range" /> : <Bars items={items} />}
    />
  );
}

const keyOf = ({ kind, itemId }: TopItem): string => `${kind}:${itemId}`;

/** Titles are long, and nobody reads them along an axis: each stands above its own bar. */
function Bars({ items }: { readonly items: readonly TopItem[] }) {
  const most = Math.max(...items.map(({ purchases }) => purchases), 1);
  return (
    <ol className="bars">
      {items.map((item) => (
        <li key={keyOf(item)}>
          <span className="bars-name">
            {item.title ?? <code>{item.itemId}</code>} <span className="tag">{item.kind}</span>
          </span>
          <span className="bars-value">
            {formatCount(item.purchases)}
            {item.revoked === 0 ? null : <small> {formatCount(item.revoked)} revoked</small>}
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
