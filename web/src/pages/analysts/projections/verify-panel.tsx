import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem } from "../../../api/problem.js";
import { DataTable } from "../../../components/data-table.js";
import { Instant } from "../../../components/instant.js";
import { countOf, formatCount } from "../../../components/money.js";
import { Empty, Loading, Notice } from "../../../components/notices.js";
import { ProblemMessage } from "../../../components/problem-message.js";
import { consistencyQuery } from "../consistency/query.js";
import { useConsistencyWords } from "../consistency/words.js";
import { DriftCounts, type DriftClass } from "./drift-counts.js";
import { formatDuration, secondsBetween } from "./durations.js";
import { JobProgress } from "./job-progress.js";
import {
  useCancelVerification,
  useStartVerification,
  useVerifications,
  type JobProgress as Progress,
  type VerificationJob,
} from "./jobs.js";
import { UserName } from "./user-name.js";

type Report = NonNullable<VerificationJob["report"]>;

const phases: readonly Progress["phase"][] = ["reading", "comparing"];

/** Proves the projections against the log, and names what is not as it says. */
export function VerifyPanel() {
  const { data: jobs, error, refetch, running, connection } = useVerifications();
  const start = useStartVerification();
  const cancel = useCancelVerification();
  const latest = jobs?.find(({ state }) => state !== "running");
  const isAlreadyRunning = start.error !== null && asProblem(start.error).code === "verification_running";
  return (
    <section className="panel" aria-labelledby="verify-title">
      <div className="panel-head">
        <h2 id="verify-title">Verify</h2>
        <button
          type="button"
          className="button button-primary"
          disabled={running !== undefined || start.isPending}
          onClick={() => start.mutate()}
        >
          Verify now
        </button>
      </div>
      {start.error === null || isAlreadyRunning ? null : <ProblemMessage error={start.error} />}
      {isAlreadyRunning && running !== undefined ? (
        <Notice tone="info" title="Another verification is already running" />
      ) : null}
      {cancel.error === null ? null : <ProblemMessage error={cancel.error} />}
      {error === null ? null : <ProblemMessage error={error} onRetry={refetch} />}
      {jobs === undefined && error === null ? <Loading /> : null}
      {jobs?.length === 0 ? (
        <Empty title="No verification since the server started">
          <p>Compares every document and record with the whole log. Read-only; the shop stays open.</p>
        </Empty>
      ) : null}
      {running === undefined ? null : (
        <JobProgress
          what="Verification"
          job={running}
          phases={phases}
          connection={connection}
          isCancelling={cancel.isPending}
          onCancel={() => cancel.mutate(running)}
        />
      )}
      {latest === undefined || running !== undefined ? null : <Outcome key={latest.id} job={latest} />}
    </section>
  );
}

const stateWords: Readonly<
  Record<VerificationJob["state"], { readonly word: string; readonly tone: string }>
> = {
  running: { word: "running", tone: "info" },
  clean: { word: "clean", tone: "ok" },
  behind: { word: "behind", tone: "warning" },
  drifted: { word: "drifted", tone: "danger" },
  cancelled: { word: "cancelled", tone: "warning" },
  failed: { word: "failed", tone: "danger" },
};

const meaning: Readonly<Record<DriftClass, string>> = {
  missing: "in the log, not stored",
  extra: "stored, not in the log",
  wrong: "stored differently",
  duplicate: "stored more than once",
};

function Outcome({ job }: { readonly job: VerificationJob }) {
  const { state, report, error, startedAt, endedAt, requestedBy } = job;
  const { word, tone } = stateWords[state];
  return (
    <div className="job">
      <p role="status">
        <span className={`tag tag-${tone}`}>{word}</span> <strong>{sentence(job)}</strong>
      </p>
      <Outdated job={job} />
      <p className="fine soft">
        <Instant at={startedAt} seconds /> by {requestedBy}
        {endedAt === null ? null : `, in ${formatDuration(secondsBetween(startedAt, endedAt))}`}
      </p>
      {error === null ? null : (
        <Notice tone="danger" title="The verification failed">
          <p>{error.message}</p>
          <p className="fine">
            <code>{error.code}</code>
          </p>
        </Notice>
      )}
      {report === null ? null : <ReportBody report={report} />}
    </div>
  );
}

/** Whatever has rewritten the projections since, the command line included, makes the outcome old. */
function Outdated({ job: { endedAt } }: { readonly job: VerificationJob }) {
  const words = useConsistencyWords();
  const verification = useQuery(consistencyQuery).data?.verification ?? null;
  if (verification === null || endedAt === null) return null;
  const { outdatedBy, at, operator } = verification;
  if (outdatedBy !== null && outdatedBy.at > endedAt)
    return (
      <Notice tone="warning" title="Out of date: verify again">
        <p>
          The projections were {words.change(outdatedBy.action)} by {outdatedBy.operator},{" "}
          <Instant at={outdatedBy.at} seconds />
        </p>
      </Notice>
    );
  // The audit entry of a job is written a moment before it ends.
  if (at <= endedAt) return null;
  return (
    <Notice tone="info" title={`Verified again: ${verification.isClean ? "clean" : "drifted"}`}>
      <p>
        By {operator}, <Instant at={at} seconds />
      </p>
    </Notice>
  );
}

function sentence({ state, report }: VerificationJob): string {
  if (state === "cancelled") return "Cancelled. Nothing was changed.";
  if (report === null) return "";
  if (state === "behind")
    return `${countOf(report.behindEvents, "event")} not folded yet; nothing that is stored is wrong.`;
  return report.driftedUsers === 0
    ? `All ${countOf(report.users, "user")} match the log.`
    : `${formatCount(report.driftedUsers)} of ${countOf(report.users, "user")} differ from the log.`;
}

function ReportBody({ report }: { readonly report: Report }) {
  return (
    <>
      {report.mismatch === null ? null : (
        <Notice tone="danger" title="The projections belong to another log">
          <p>{report.mismatch}</p>
        </Notice>
      )}
      {report.logDamage.length === 0 ? null : (
        <Notice tone="danger" title="The event log is damaged">
          <p>Restore it from a backup. Do not repair or rebuild from it.</p>
          <ul>
            {report.logDamage.map(({ message }) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        </Notice>
      )}
      {report.violations.length === 0 ? null : (
        <Notice tone="danger" title={`${countOf(report.violationCount, "rule")} of every ledger broken`}>
          <ul>
            {report.violations.map(({ rule, userId, subject, advice }) => (
              <li key={`${rule} ${userId ?? ""} ${subject ?? ""} ${advice}`}>
                {rule} {subject === null ? null : <code>{subject}</code>}
                {userId === null ? null : (
                  <>
                    {" "}
                    of <UserName userId={userId} />
                  </>
                )}
                : {advice}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <dl className="facts">
        <div>
          <dt>Events</dt>
          <dd>{formatCount(report.events)}</dd>
        </div>
        <div>
          <dt>Folded to</dt>
          <dd>{formatCount(report.foldedTo)}</dd>
        </div>
        <div>
          <dt>Users behind</dt>
          <dd>{formatCount(report.behindUsers)}</dd>
        </div>
        <div>
          <dt>Users held back</dt>
          <dd>{formatCount(report.heldBackUsers)}</dd>
        </div>
      </dl>
      <DriftCounts counts={report} meaning={meaning} />
      <Drifts drifts={report.drifts} />
    </>
  );
}

const shownAtFirst = 10;

function Drifts({ drifts }: { readonly drifts: Report["drifts"] }) {
  const [isWhole, setIsWhole] = useState(false);
  if (drifts.length === 0) return null;
  return (
    <>
      <DataTable
        caption="Differences"
        showCaption
        columns={[
          {
            key: "user",
            header: "User",
            isRowHeader: true,
            cell: ({ userId }) => <UserName userId={userId} />,
          },
          { key: "projection", header: "Projection", cell: ({ projection }) => projection },
          {
            key: "kind",
            header: "Kind",
            cell: ({ kind }) => <span className="tag tag-danger">{kind}</span>,
          },
          {
            key: "place",
            header: "Where",
            cell: ({ purchaseId, path }) => (
              <>
                {purchaseId === null ? "document" : <code>{purchaseId}</code>}
                {path === "" ? null : (
                  <>
                    {" "}
                    · <code>{path}</code>
                  </>
                )}
              </>
            ),
          },
        ]}
        rows={isWhole ? drifts : drifts.slice(0, shownAtFirst)}
        rowKey={(drift) => Object.values(drift).join(" ")}
      />
      {isWhole || drifts.length <= shownAtFirst ? null : (
        <button type="button" className="button" onClick={() => setIsWhole(true)}>
          Show all {formatCount(drifts.length)}
        </button>
      )}
    </>
  );
}
