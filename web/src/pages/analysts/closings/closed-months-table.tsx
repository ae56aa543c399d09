import { useFormatter, useLocale, useTranslations } from "use-intl";
import { CopyButton } from "../../../components/copy-button.js";
import { DataTable, type Column } from "../../../components/data-table.js";
import { Instant } from "../../../components/instant.js";
import { formatAmount } from "../analytics/amounts.js";
import { useBucketWords } from "../analytics/bucket-words.js";
import type { ClosedMonth } from "./queries.js";

export interface ClosedMonthsTableProps {
  readonly months: readonly ClosedMonth[];
  readonly isBusy: boolean;
  onProve(month: ClosedMonth): void;
}

/** The closed months with the figures that were pinned; each can be counted again. */
export function ClosedMonthsTable({ months, isBusy, onProve }: ClosedMonthsTableProps) {
  const t = useTranslations();
  const { title } = useBucketWords("month");
  const nameOf = ({ month }: ClosedMonth): string => title(`${month}-01`);
  const columns: readonly Column<ClosedMonth>[] = [
    {
      key: "month",
      header: t("closings.month"),
      isRowHeader: true,
      cell: (month) => (
        <>
          {nameOf(month)} <small className="soft">{month.tz}</small>
        </>
      ),
    },
    ...useFigureColumns(),
    {
      key: "closed",
      header: t("closings.closed"),
      cell: ({ closedAt, operator }) =>
        t.rich("projections.by", { at: () => <Instant at={closedAt} />, who: operator }),
    },
    {
      key: "proof",
      header: t("closings.proof"),
      cell: (month) => (
        <span className="proof">
          <button
            type="button"
            className="button button-small"
            disabled={isBusy}
            aria-label={t("closings.proveMonth", { month: nameOf(month) })}
            onClick={() => onProve(month)}
          >
            {t("closings.prove")}
          </button>
          <CopyButton
            text={month.hash}
            what={t("closings.ofMonth", { month: nameOf(month) })}
            label={t("closings.copyHash")}
          />
        </span>
      ),
    },
  ];
  return (
    <DataTable
      caption={t("closings.caption")}
      columns={columns}
      rows={months}
      rowKey={({ month }) => month}
    />
  );
}

function useFigureColumns(): readonly Column<ClosedMonth>[] {
  const t = useTranslations();
  const locale = useLocale();
  const { number } = useFormatter();
  const amounts = (side: "gross" | "refunds" | "net"): Column<ClosedMonth> => ({
    key: side,
    header: t(`revenue.${side}`),
    align: "end",
    cell: ({ booked: { revenue } }) =>
      revenue.length === 0
        ? "–"
        : revenue.map(({ currency, ...sums }) => (
            <span key={currency} className="amount-line">
              {formatAmount(sums[side].amount, currency, locale)}
            </span>
          )),
  });
  const purchases: Column<ClosedMonth> = {
    key: "purchases",
    header: t("analytics.purchases"),
    align: "end",
    cell: ({ booked, late }) => (
      <>
        {number(booked.purchases)}
        {late.purchases === 0 ? null : (
          <small className="soft"> {t("closings.late", { count: late.purchases })}</small>
        )}
      </>
    ),
  };
  return [purchases, amounts("gross"), amounts("refunds"), amounts("net")];
}
