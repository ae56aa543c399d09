import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { DataTable } from "../../../components/data-table.js";
import { FoldingPanel } from "../../../components/folding-panel.js";
import { Instant } from "../../../components/instant.js";
import { formatCount } from "../../../components/money.js";
import { Loading, Notice } from "../../../components/notices.js";
import { ProblemMessage } from "../../../components/problem-message.js";
import { useRetryDeadLetter } from "./jobs.js";
import { deadLettersQuery, type DeadLetter } from "./queries.js";
import { UserName } from "./user-name.js";

/** Users that wait behind an event that cannot be read: why, and whether it can be read now. */
export function DeadLettersPanel() {
  const t = useTranslations("projections");
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(deadLettersQuery);
  const retry = useRetryDeadLetter();
  const letters = data?.pages.flatMap(({ deadLetters }) => deadLetters) ?? [];
  const total = data?.pages[0]?.total ?? 0;
  return (
    <FoldingPanel
      id="dead-letters-title"
      title={t("heldBack.title")}
      isOpenAtFirst={total > 0 || error !== null}
      state={total === 0 ? undefined : <span className="tag tag-danger">{t("users", { count: total })}</span>}
      line={data === undefined ? undefined : t("heldBack.nobody")}
    >
      {error === null ? null : <ProblemMessage error={error} onRetry={refetch} />}
      {retry.isError ? <ProblemMessage error={retry.error} /> : null}
      {retry.isSuccess ? <Released {...retry.data} /> : null}
      {data === undefined && error === null ? <Loading /> : null}
      {data !== undefined && letters.length === 0 ? <p className="soft">{t("heldBack.nobody")}</p> : null}
      {letters.length === 0 ? null : <LettersTable letters={letters} retry={retry} />}
      {hasNextPage ? (
        <button
          type="button"
          className="button"
          disabled={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {isFetchingNextPage ? t("heldBack.loading") : t("heldBack.more", { shown: letters.length, total })}
        </button>
      ) : null}
    </FoldingPanel>
  );
}

interface LettersTableProps {
  readonly letters: readonly DeadLetter[];
  readonly retry: ReturnType<typeof useRetryDeadLetter>;
}

function LettersTable({ letters, retry }: LettersTableProps) {
  const t = useTranslations("projections");
  return (
    <DataTable
      caption={t("heldBack.caption")}
      columns={[
        { key: "user", header: t("user"), isRowHeader: true, cell: (letter) => <Holder letter={letter} /> },
        {
          key: "reason",
          header: t("heldBack.reason"),
          cell: ({ code, reason }) => (
            <>
              <span lang="en">{reason}</span> <code className="fine soft">{code}</code>
            </>
          ),
        },
        {
          key: "event",
          header: t("heldBack.event"),
          cell: ({ type, revision, recordedAt }) => (
            <>
              {type}, {t("heldBack.revision", { revision: formatCount(revision) })}
              <br />
              <span className="fine soft">
                <Instant at={recordedAt} seconds />
              </span>
            </>
          ),
        },
        {
          key: "retry",
          header: <span className="visually-hidden">{t("heldBack.retry")}</span>,
          cell: ({ userId }) => (
            <Retry
              userId={userId}
              isBusy={retry.isPending}
              isThis={retry.isPending && retry.variables === userId}
              onRetry={retry.mutate}
            />
          ),
        },
      ]}
      rows={letters}
      rowKey={({ stream }) => stream}
    />
  );
}

/** A stream need not be a user's. */
function Holder({ letter: { userId, stream } }: { readonly letter: DeadLetter }) {
  return userId === null ? <code>{stream}</code> : <UserName userId={userId} />;
}

interface RetryProps {
  readonly userId: string | null;
  readonly isBusy: boolean;
  readonly isThis: boolean;
  onRetry(userId: string): void;
}

function Retry({ userId, isBusy, isThis, onRetry }: RetryProps) {
  const t = useTranslations("projections.heldBack");
  if (userId === null) return null;
  return (
    <button type="button" className="button button-small" disabled={isBusy} onClick={() => onRetry(userId)}>
      {t(isThis ? "trying" : "tryAgain")} <span className="visually-hidden">{t("for", { userId })}</span>
    </button>
  );
}

interface ReleasedProps {
  readonly userId: string;
  readonly result: "released" | "not_held_back";
  readonly revision: number | null;
}

function Released({ userId, result, revision }: ReleasedProps) {
  const t = useTranslations("projections.heldBack");
  if (result === "not_held_back")
    return (
      <Notice tone="info" title={t("notHeldBack", { userId })}>
        <p>{t("someoneElse")}</p>
      </Notice>
    );
  return (
    <Notice tone="ok" title={t("released", { userId })}>
      <p>{t("foldedTo", { revision: formatCount(revision ?? 0) })}</p>
    </Notice>
  );
}
