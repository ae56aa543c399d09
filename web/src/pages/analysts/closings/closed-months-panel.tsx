import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { FoldingPanel } from "../../../components/folding-panel.js";
import { Empty, Loading } from "../../../components/notices.js";
import { ProblemMessage } from "../../../components/problem-message.js";
import { useBucketWords } from "../analytics/bucket-words.js";
import { JobProgress } from "../projections/job-progress.js";
import { CloseMonth } from "./close-month.js";
import { ClosedMonthsTable } from "./closed-months-table.js";
import { ClosingOutcome } from "./closing-outcome.js";
import { closedMonthsQuery, useCancelClosing, useClosings, useStartClosing } from "./queries.js";

/** Closes months, and proves that closed ones are unchanged. */
export function ClosedMonthsPanel({ zone }: { readonly zone: string }) {
  const t = useTranslations("closings");
  const { title: nameOf } = useBucketWords("month");
  const { data: months, error } = useQuery(closedMonthsQuery);
  const { data: jobs, running, connection } = useClosings();
  const prove = useStartClosing();
  const cancel = useCancelClosing();
  const latest = running === undefined ? jobs?.[0] : undefined;
  const last = months?.at(-1);
  const errors = [error, prove.error, cancel.error].filter((each) => each !== null);
  return (
    <FoldingPanel
      id="closed-months-title"
      title={t("title")}
      isOpenAtFirst={jobs?.[0] !== undefined || errors.length > 0}
      line={
        last === undefined
          ? t("none")
          : t("upTo", { count: months?.length ?? 0, month: nameOf(`${last.month}-01`) })
      }
      actions={
        months && (
          <CloseMonth closed={months} zone={zone} isDisabled={running !== undefined || prove.isPending} />
        )
      }
    >
      {errors.map((each, index) => (
        <ProblemMessage key={index} error={each} />
      ))}
      {running === undefined ? null : (
        <JobProgress
          what={nameOf(`${running.month}-01`)}
          job={running}
          phases={["reading"]}
          connection={connection}
          isCancelling={cancel.isPending}
          onCancel={() => cancel.mutate(running)}
        />
      )}
      {latest === undefined ? null : <ClosingOutcome key={latest.id} job={latest} />}
      {months === undefined && error === null ? <Loading /> : null}
      {months?.length === 0 ? (
        <Empty title={t("none")}>
          <p>{t("about")}</p>
        </Empty>
      ) : null}
      {last === undefined ? null : (
        <ClosedMonthsTable
          months={months?.toReversed() ?? []}
          isBusy={running !== undefined || prove.isPending}
          onProve={({ month, tz }) => prove.mutate({ month, tz })}
        />
      )}
    </FoldingPanel>
  );
}
