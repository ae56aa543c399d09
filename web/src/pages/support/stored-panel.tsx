import { useQuery } from "@tanstack/react-query";
import { DataTable, type Column } from "../../components/data-table.js";
import { countOf, formatCount } from "../../components/money.js";
import { Loading, Notice } from "../../components/notices.js";
import { ProblemMessage } from "../../components/problem-message.js";
import { diffQuery, type UserDiff } from "./user-queries.js";

export interface StoredPanelProps {
  readonly userId: string;
  onRepair(): void;
}

/** What is stored of the user, compared with the events. */
export function StoredPanel({ userId, onRepair }: StoredPanelProps) {
  const { data: diff, error, refetch, isFetching } = useQuery(diffQuery(userId));
  return (
    <section className="panel stored" aria-labelledby="stored-title">
      <div className="stored-head">
        <h2 id="stored-title">Consistency check</h2>
        {diff === undefined ? null : <Verdict diff={diff} />}
        <div className="stored-actions">
          {diff?.state === "drifted" ? (
            <button type="button" className="button button-primary" onClick={onRepair}>
              Repair this user…
            </button>
          ) : null}
          <button type="button" className="button" disabled={isFetching} onClick={() => void refetch()}>
            Check again
          </button>
        </div>
      </div>
      {error === null ? null : <ProblemMessage error={error} onRetry={refetch} />}
      {diff === undefined ? error === null ? <Loading what="Comparing…" /> : null : <Findings diff={diff} />}
    </section>
  );
}

function Verdict({ diff: { state, behindBy, differenceCount, revision } }: { readonly diff: UserDiff }) {
  return (
    <p className="verdict" role="status">
      {state === "in_step" ? (
        <>
          <span className="tag tag-ok">✓ Matches the log</span>
          <span className="verdict-words">
            {revision === null ? "No events." : `Checked up to event #${revision}.`}
          </span>
        </>
      ) : state === "behind" ? (
        <>
          <span className="tag tag-warning">… Behind by {countOf(behindBy, "event")}</span>
          <span className="verdict-words">Correct as far as folded.</span>
        </>
      ) : (
        <>
          <span className="tag tag-danger">✕ Differs from the log</span>
          <span className="verdict-words">{countOf(differenceCount, "field")} differ from the log.</span>
        </>
      )}
    </p>
  );
}

function Findings({ diff }: { readonly diff: UserDiff }) {
  const { foldedTo, revision, differences, differenceCount, heldBack, heldBackReason } = diff;
  const isInStep = diff.state === "in_step";
  return (
    <>
      {heldBack ? (
        <Notice tone="warning" title="Events are held back">
          <p>
            {heldBackReason ?? "An event cannot be read."} Later events wait behind it, so the user may see
            old data. Nothing is lost.
          </p>
        </Notice>
      ) : null}
      {isInStep ? null : (
        <dl className="facts">
          <Folded name="Ownership" to={foldedTo.ownership} />
          <Folded name="History" to={foldedTo.history} />
          <Folded name="Last event" to={revision} />
        </dl>
      )}
      {differences.length === 0 ? null : (
        <DataTable
          caption={
            differences.length < differenceCount
              ? `The first ${formatCount(differences.length)} of ${formatCount(differenceCount)} differences`
              : "Differences"
          }
          showCaption
          columns={columns}
          rows={differences}
          rowKey={({ path }) => path}
        />
      )}
    </>
  );
}

function Folded({ name, to }: { readonly name: string; readonly to: number | null }) {
  return (
    <div>
      <dt>{name === "Last event" ? name : `${name} folded to`}</dt>
      <dd>{to === null ? <span className="unknown">nothing</span> : `#${to}`}</dd>
    </div>
  );
}

type Difference = UserDiff["differences"][number];

const columns: readonly Column<Difference>[] = [
  { key: "path", header: "Field", isRowHeader: true, cell: ({ path }) => <code>{path}</code> },
  {
    key: "stored",
    header: "Stored",
    cell: ({ stored }) => <Value value={stored} className="value value-stored" />,
  },
  {
    key: "expected",
    header: "Expected",
    cell: ({ expected }) => <Value value={expected} className="value value-expected" />,
  },
];

/** A value as it is stored; the API tells what is not there as null. */
export function Value({
  value,
  className = "value",
}: {
  readonly value: unknown;
  readonly className?: string;
}) {
  if (value === null) return <span className="unknown">nothing</span>;
  return <code className={className}>{JSON.stringify(value, null, 1)}</code>;
}
