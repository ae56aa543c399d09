import { useInfiniteQuery } from "@tanstack/react-query";
import { DataTable } from "../../../components/data-table.js";
import { Instant } from "../../../components/instant.js";
import { countOf, formatCount } from "../../../components/money.js";
import { Empty, Loading, Notice } from "../../../components/notices.js";
import { ProblemMessage } from "../../../components/problem-message.js";
import { useRetryDeadLetter } from "./jobs.js";
import { deadLettersQuery, type DeadLetter } from "./queries.js";
import { UserName } from "./user-name.js";

/** Users that wait behind an event that cannot be read: why, and whether it can be read now. */
export function DeadLettersPanel() {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(deadLettersQuery);
  const retry = useRetryDeadLetter();
  const letters = data?.pages.flatMap(({ deadLetters }) => deadLetters) ?? [];
  const total = data?.pages[0]?.total ?? 0;
  return (
    <section className="panel" aria-labelledby="dead-letters-title">
      <div className="panel-head">
        <h2 id="dead-letters-title">Held back</h2>
        {total === 0 ? null : <span className="tag tag-danger">{countOf(total, "user")}</span>}
      </div>
      {error === null ? null : <ProblemMessage error={error} onRetry={refetch} />}
      {retry.isError ? <ProblemMessage error={retry.error} /> : null}
      {retry.isSuccess ? <Released {...retry.data} /> : null}
      {data === undefined && error === null ? <Loading /> : null}
      {data !== undefined && letters.length === 0 ? <Empty title="No users held back" /> : null}
      {letters.length === 0 ? null : <LettersTable letters={letters} retry={retry} />}
      {hasNextPage ? (
        <button
          type="button"
          className="button"
          disabled={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {isFetchingNextPage
            ? "Loading…"
            : `Show more: ${formatCount(letters.length)} of ${formatCount(total)} are here`}
        </button>
      ) : null}
    </section>
  );
}

interface LettersTableProps {
  readonly letters: readonly DeadLetter[];
  readonly retry: ReturnType<typeof useRetryDeadLetter>;
}

function LettersTable({ letters, retry }: LettersTableProps) {
  return (
    <DataTable
      caption="Users held back"
      columns={[
        { key: "user", header: "User", isRowHeader: true, cell: (letter) => <Holder letter={letter} /> },
        {
          key: "reason",
          header: "Reason",
          cell: ({ code, reason }) => (
            <>
              {reason} <code className="fine soft">{code}</code>
            </>
          ),
        },
        {
          key: "event",
          header: "Event",
          cell: ({ type, revision, recordedAt }) => (
            <>
              {type}, revision {formatCount(revision)}
              <br />
              <span className="fine soft">
                <Instant at={recordedAt} seconds />
              </span>
            </>
          ),
        },
        {
          key: "retry",
          header: <span className="visually-hidden">Retry</span>,
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
  if (userId === null) return null;
  return (
    <button type="button" className="button button-small" disabled={isBusy} onClick={() => onRetry(userId)}>
      {isThis ? "Trying…" : "Try again"} <span className="visually-hidden">for {userId}</span>
    </button>
  );
}

interface ReleasedProps {
  readonly userId: string;
  readonly result: "released" | "not_held_back";
  readonly revision: number | null;
}

function Released({ userId, result, revision }: ReleasedProps) {
  if (result === "not_held_back")
    return (
      <Notice tone="info" title={`${userId} is no longer held back`}>
        <p>Someone else released this user.</p>
      </Notice>
    );
  return (
    <Notice tone="ok" title={`${userId} is released`}>
      <p>Folded to revision {formatCount(revision ?? 0)}.</p>
    </Notice>
  );
}
