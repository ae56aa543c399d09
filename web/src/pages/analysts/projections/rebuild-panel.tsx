import { useRef, useState } from "react";
import { DataTable } from "../../../components/data-table.js";
import { Instant } from "../../../components/instant.js";
import { countOf, formatCount } from "../../../components/money.js";
import { Empty, Loading, Notice } from "../../../components/notices.js";
import { ProblemMessage } from "../../../components/problem-message.js";
import { DriftCounts, type DriftClass } from "./drift-counts.js";
import { formatDuration, secondsBetween } from "./durations.js";
import { JobProgress } from "./job-progress.js";
import {
  targetOf,
  targetWords,
  useCancelRebuild,
  useRebuilds,
  type JobProgress as Progress,
  type RebuildJob,
} from "./jobs.js";
import { KeptUsers } from "./kept-users.js";
import type { Projection } from "./queries.js";
import {
  AcceptDialog,
  projectionsOf,
  RestartDialog,
  rollBackTargets,
  RollBackDialog,
  StartDialog,
  type DialogProps,
  type RebuildDialog,
} from "./rebuild-dialogs.js";

const phases: readonly Progress["phase"][] = ["reading", "folding", "comparing", "swapping"];

/** Makes projections anew: starts it, watches it, and decides what becomes of it. */
export function RebuildPanel({ projections }: { readonly projections: readonly Projection[] }) {
  const { data: jobs, error, refetch, running, connection } = useRebuilds();
  const cancel = useCancelRebuild();
  const [dialog, setDialog] = useState<RebuildDialog>();
  const [wasRunning, setWasRunning] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const close = (): void => setDialog(undefined);
  const open = (next: RebuildDialog): void => {
    setWasRunning(false);
    setDialog(next);
  };
  const dialogProps: DialogProps = {
    projections,
    onClose: close,
    onRunning() {
      close();
      setWasRunning(true);
    },
  };
  const [latest, ...earlier] = jobs ?? [];
  return (
    <section className="panel" aria-labelledby="rebuild-title">
      <div className="panel-head">
        <h2 id="rebuild-title" ref={heading}>
          Rebuild
        </h2>
        <Actions projections={projections} isRunning={running !== undefined} onAct={open} />
      </div>
      {wasRunning ? <Notice tone="info" title="Another rebuild is already running" /> : null}
      {cancel.error === null ? null : <ProblemMessage error={cancel.error} />}
      {error === null ? null : <ProblemMessage error={error} onRetry={refetch} />}
      {jobs === undefined && error === null ? <Loading /> : null}
      {jobs?.length === 0 ? <Empty title="No rebuild since the server started" /> : null}
      {running === undefined ? (
        latest === undefined ? null : (
          <Outcome job={latest} projections={projections} onAct={open} />
        )
      ) : (
        <JobProgress
          what={`Rebuild of ${targetWords[targetOf(running)]}`}
          job={running}
          phases={phases}
          connection={connection}
          isCancelling={cancel.isPending}
          onCancel={() => cancel.mutate(running)}
        />
      )}
      <Earlier jobs={running === undefined ? earlier : (jobs ?? []).filter(({ id }) => id !== running.id)} />
      {dialog === undefined ? null : <OpenDialog dialog={dialog} {...dialogProps} />}
    </section>
  );
}

interface ActionsProps {
  readonly projections: readonly Projection[];
  readonly isRunning: boolean;
  onAct(dialog: RebuildDialog): void;
}

function Actions({ projections, isRunning, onAct }: ActionsProps) {
  return (
    <div className="page-actions">
      {rollBackTargets(projections).length === 0 ? null : (
        <button
          type="button"
          className="button"
          disabled={isRunning}
          onClick={() => onAct({ kind: "roll-back" })}
        >
          Roll back…
        </button>
      )}
      <button
        type="button"
        className="button button-primary"
        disabled={isRunning}
        onClick={() => onAct({ kind: "start" })}
      >
        Rebuild…
      </button>
    </div>
  );
}

function OpenDialog({ dialog, ...props }: DialogProps & { readonly dialog: RebuildDialog }) {
  switch (dialog.kind) {
    case "start":
      return <StartDialog {...props} />;
    case "accept":
      return <AcceptDialog {...props} target={dialog.target} objection={dialog.objection} />;
    case "restart":
      return <RestartDialog {...props} target={dialog.target} />;
    case "roll-back":
      return <RollBackDialog {...props} />;
  }
}

const stateWords: Readonly<Record<RebuildJob["state"], { readonly word: string; readonly tone: string }>> = {
  running: { word: "running", tone: "info" },
  swapped: { word: "swapped in", tone: "ok" },
  not_accepted: { word: "not accepted", tone: "warning" },
  cancelled: { word: "cancelled", tone: "warning" },
  failed: { word: "failed", tone: "danger" },
};

const meaning: Readonly<Record<DriftClass, string>> = {
  missing: "would be added",
  extra: "would be removed",
  wrong: "would change",
  duplicate: "would be deduplicated",
};

const meaningAfter: Readonly<Record<DriftClass, string>> = {
  missing: "were added",
  extra: "were removed",
  wrong: "were changed",
  duplicate: "were deduplicated",
};

interface OutcomeProps {
  readonly job: RebuildJob;
  readonly projections: readonly Projection[];
  onAct(dialog: RebuildDialog): void;
}

/** What came of the latest one. */
function Outcome({ job, projections, onAct }: OutcomeProps) {
  const { state, report, error } = job;
  const { word, tone } = stateWords[state];
  const target = targetOf(job);
  const isKept = projectionsOf(projections, target).every(({ building }) => building !== null);
  return (
    <div className="job">
      <p role="status">
        <span className={`tag tag-${tone}`}>{word}</span> Rebuild of <strong>{targetWords[target]}</strong>
      </p>
      <p className="fine soft">
        <Instant at={job.startedAt} seconds /> by {job.requestedBy}
        {job.endedAt === null ? null : `, in ${formatDuration(secondsBetween(job.startedAt, job.endedAt))}`}
        {job.reason === "" ? null : `: “${job.reason}”`}
      </p>
      {error === null ? null : (
        <Notice tone="danger" title="The rebuild failed; the live projections are unchanged">
          <p>{error.message}</p>
          <p className="fine">
            <code>{error.code}</code>
          </p>
        </Notice>
      )}
      {state === "cancelled" ? (
        <p>The live projections are unchanged. The next rebuild continues from here.</p>
      ) : null}
      {state === "not_accepted" ? (
        <Objection
          objection={report?.objection ?? "too much would change"}
          isKept={isKept}
          target={target}
          onAct={onAct}
        />
      ) : null}
      {report === null ? null : (
        <>
          <h3>{state === "swapped" ? "What has changed" : "What would change"}</h3>
          <p className="fine">
            {countOf(report.events, "event")} folded, {countOf(report.users, "user")} compared,{" "}
            <strong>
              {report.changedUsers === 0
                ? "no difference"
                : `${countOf(report.changedUsers, "user")} with a difference`}
            </strong>
            .
          </p>
          <DriftCounts counts={report} meaning={state === "swapped" ? meaningAfter : meaning} />
          <KeptUsers kept={report.kept} keptUsers={report.keptUsers} />
        </>
      )}
    </div>
  );
}

interface ObjectionProps extends Pick<OutcomeProps, "onAct"> {
  readonly objection: string;
  readonly target: ReturnType<typeof targetOf>;
  /** Whether what was built is still there. */
  readonly isKept: boolean;
}

function Objection({ objection, isKept, target, onAct }: ObjectionProps) {
  if (!isKept) return <p>It was not swapped in: {objection}. What was built is not there any more.</p>;
  return (
    <Notice tone="warning" title="Not swapped in: your decision is needed">
      <p>Because {objection}. The new generation is kept aside.</p>
      <div className="page-actions">
        <button
          type="button"
          className="button button-primary"
          onClick={() => onAct({ kind: "accept", target, objection })}
        >
          Accept the changes…
        </button>
        <button type="button" className="button" onClick={() => onAct({ kind: "restart", target })}>
          Start again…
        </button>
      </div>
    </Notice>
  );
}

function Earlier({ jobs }: { readonly jobs: readonly RebuildJob[] }) {
  if (jobs.length === 0) return null;
  return (
    <details>
      <summary>{countOf(jobs.length, "earlier rebuild")}</summary>
      <DataTable
        caption="Earlier rebuilds"
        columns={[
          {
            key: "at",
            header: "Started",
            isRowHeader: true,
            cell: ({ startedAt }) => <Instant at={startedAt} seconds />,
          },
          { key: "what", header: "Of", cell: (job) => targetWords[targetOf(job)] },
          { key: "by", header: "By", cell: ({ requestedBy }) => requestedBy },
          {
            key: "state",
            header: "Outcome",
            cell: ({ state }) => (
              <span className={`tag tag-${stateWords[state].tone}`}>{stateWords[state].word}</span>
            ),
          },
          {
            key: "changed",
            header: "Changed users",
            align: "end",
            cell: ({ report }) => (report === null ? "–" : formatCount(report.changedUsers)),
          },
        ]}
        rows={jobs}
        rowKey={({ id }) => id}
      />
    </details>
  );
}
