import { useQuery } from "@tanstack/react-query";
import { useLocale, useTranslations } from "use-intl";
import { CopyButton } from "../../components/copy-button.js";
import { DataTable, type Column } from "../../components/data-table.js";
import { Instant } from "../../components/instant.js";
import { formatMinor } from "../../components/money.js";
import { ProblemMessage } from "../../components/problem-message.js";
import { waitingQuery, type Waiting } from "./user-queries.js";

/** Refunds and disputes of the user's payments that could not be applied, and what to do. Nothing where nothing waits. */
export function WaitingPanel({ userId }: { readonly userId: string }) {
  const t = useTranslations("waiting");
  const columns = useColumns();
  const { data, error, refetch } = useQuery(waitingQuery(userId));
  if (error !== null && data === undefined) return <ProblemMessage error={error} onRetry={refetch} />;
  if (data === undefined || data.waiting.length === 0) return null;
  return (
    <section className="panel" aria-labelledby="waiting-title">
      <h2 id="waiting-title">{t("title")}</h2>
      <p className="fine soft">{t("lead")}</p>
      <DataTable
        caption={t("caption")}
        columns={columns}
        rows={data.waiting}
        rowKey={({ paymentId, type, id, status }) => [paymentId, type, id, status].join(" ")}
      />
    </section>
  );
}

/** What a person does about each refusal; the texts have one for all others. */
const knownRefusals = [
  "refund_exceeds_payment",
  "refund_id_reused",
  "dispute_decided",
  "user_held_back",
] as const;

const adviceFor = (refusal: Waiting["refusal"]) =>
  refusal === null ? "none" : (knownRefusals.find((code) => code === refusal.code) ?? "other");

function useColumns(): readonly Column<Waiting>[] {
  const t = useTranslations("waiting");
  const payment = useTranslations("support.ids")("payment");
  const locale = useLocale();
  return [
    {
      key: "report",
      header: t("report"),
      isRowHeader: true,
      cell: ({ type, id, status }) => (
        <>
          <span className="tag tag-warning">
            {status === null ? t("types.refund") : t("types.dispute", { status })}
          </span>{" "}
          <code>{id}</code> <CopyButton text={id} what={t(`ids.${type}`)} />
        </>
      ),
    },
    {
      key: "amount",
      header: t("amount"),
      align: "end",
      cell: ({ amountMinor, currency }) =>
        amountMinor === null || currency === null ? t("all") : formatMinor(amountMinor, currency, locale),
    },
    {
      key: "payment",
      header: t("payment"),
      cell: ({ paymentId }) => (
        <span className="id-cell">
          <code>{paymentId}</code> <CopyButton text={paymentId} what={payment} />
        </span>
      ),
    },
    { key: "received", header: t("received"), cell: ({ receivedAt }) => <Instant at={receivedAt} /> },
    {
      key: "todo",
      header: t("todo"),
      cell: ({ refusal }) => (
        <>
          {refusal === null ? null : (
            <p className="fine" lang="en">
              {refusal.message}
            </p>
          )}
          <p className="fine">{t(`advice.${adviceFor(refusal)}`)}</p>
        </>
      ),
    },
  ];
}
