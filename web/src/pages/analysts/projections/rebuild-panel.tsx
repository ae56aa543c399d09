import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";
import { DataTable } from "../../../components/data-table.js";
import { FoldingPanel } from "../../../components/folding-panel.js";
import { Instant } from "../../../components/instant.js";
import { formatCount } from "../../../components/money.js";
import { Empty, Loading, Notice, type Tone } from "../../../components/notices.js";
import { ProblemMessage } from "../../../components/problem-message.js";
import { DriftCounts } from "./drift-counts.js";
import { secondsBetween, useFormatDuration } from "./durations.js";
import { JobProgress } from "./job-progress.js";
import {
  targetOf,
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

/** Rebuilds projections: starts a rebuild, watches it, and accepts or discards the result. */
export function RebuildPanel({ projections }: { readonly projections: readonly Projection[] }) {
  const t = useTranslations("projections");
  const { data: jobs, error, refetch, running, connection } = useRebuilds();
  const cancel = useCancelRebuild();
  const [dialog, setDialog] = useState<RebuildDialog>();
  const [wasRunning, setWasRunning] = useState(false);
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
    <>
      <FoldingPanel
        id="rebuild-title"
        title={t("rebuild.title")}
        isOpenAtFirst={
          running !== undefined || wasRunning || cancel.error !== null || error !== null || isTroubled(latest)
        }
        line={latest === undefined ? t("rebuild.none") : <Line job={latest} />}
        actions={<Actions projections={projections} isRunning={running !== undefined} onAct={open} />}
      >
        {wasRunning ? <Notice tone="info" title={t("rebuild.already")} /> : null}
        {cancel.error === null ? null : <ProblemMessage error={cancel.error} />}
        {error === null ? null : <ProblemMessage error={error} onRetry={refetch} />}
        {jobs === undefined && error === null ? <Loading /> : null}
        {jobs?.length === 0 ? <Empty title={t("rebuild.none")} /> : null}
        {running === undefined ? (
          latest === undefined ? null : (
            <Outcome job={latest} projections={projections} onAct={open} />
          )
        ) : (
          <JobProgress
            what={t("rebuild.what", { target: t(`targets.${targetOf(running)}`) })}
            job={running}
            phases={phases}
            connection={connection}
            isCancelling={cancel.isPending}
            onCancel={() => cancel.mutate(running)}
          />
        )}
        <Earlier
          jobs={running === undefined ? earlier : (jobs ?? []).filter(({ id }) => id !== running.id)}
        />
      </FoldingPanel>
      {dialog === undefined ? null : <OpenDialog dialog={dialog} {...dialogProps} />}
    </>
  );
}

interface ActionsProps {
  readonly projections: readonly Projection[];
  readonly isRunning: boolean;
  onAct(dialog: RebuildDialog): void;
}

function Actions({ projections, isRunning, onAct }: ActionsProps) {
  const t = useTranslations("projections.rebuild");
  return (
    <div className="page-actions">
      {rollBackTargets(projections).length === 0 ? null : (
        <button
          type="button"
          className="button"
          disabled={isRunning}
          onClick={() => onAct({ kind: "roll-back" })}
        >
          {t("rollBackOpen")}
        </button>
      )}
      <button type="button" className="button" disabled={isRunning} onClick={() => onAct({ kind: "start" })}>
        {t("open")}
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

const tones = {
  running: "info",
  swapped: "ok",
  not_accepted: "warning",
  cancelled: "warning",
  failed: "danger",
} as const satisfies Record<RebuildJob["state"], Tone>;

/** Whether it needs attention. */
const isTroubled = (job: RebuildJob | undefined): boolean =>
  job?.state === "not_accepted" || job?.state === "failed";

function State({ job: { state } }: { readonly job: RebuildJob }) {
  const t = useTranslations("projections.rebuild.states");
  return <span className={`tag tag-${tones[state]}`}>{t(state)}</span>;
}

const Line = ({ job }: { readonly job: RebuildJob }) => (
  <>
    <State job={job} /> <When job={job} />
  </>
);

/** When it ran, by whom, and how long. */
function When({ job: { startedAt, endedAt, requestedBy } }: { readonly job: RebuildJob }) {
  const t = useTranslations("projections");
  const formatDuration = useFormatDuration();
  const values = { at: () => <Instant at={startedAt} seconds />, who: requestedBy };
  return endedAt === null
    ? t.rich("by", values)
    : t.rich("byIn", { ...values, duration: formatDuration(secondsBetween(startedAt, endedAt)) });
}

interface OutcomeProps {
  readonly job: RebuildJob;
  readonly projections: readonly Projection[];
  onAct(dialog: RebuildDialog): void;
}

/** What came of the latest one. */
function Outcome({ job, projections, onAct }: OutcomeProps) {
  const { state, report, error } = job;
  const t = useTranslations("projections");
  const target = targetOf(job);
  const b = (words: ReactNode) => <strong>{words}</strong>;
  const isKept = projectionsOf(projections, target).every(({ building }) => building !== null);
  return (
    <div className="job">
      <p role="status">
        <State job={job} /> {t.rich("rebuild.whatStrong", { target: t(`targets.${target}`), b })}
      </p>
      <p className="fine soft">
        <When job={job} />
        {job.reason === "" ? null : `: “${job.reason}”`}
      </p>
      {error === null ? null : (
        <Notice tone="danger" title={t("rebuild.failed")}>
          <p lang="en">{error.message}</p>
          <p className="fine">
            <code>{error.code}</code>
          </p>
        </Notice>
      )}
      {state === "cancelled" ? <p>{t("rebuild.cancelled")}</p> : null}
      {state === "not_accepted" ? (
        <Objection
          objection={report?.objection ?? t("rebuild.tooMuch")}
          isKept={isKept}
          target={target}
          onAct={onAct}
        />
      ) : null}
      {report === null ? null : (
        <>
          <h3>{t(state === "swapped" ? "rebuild.changed" : "rebuild.wouldChange")}</h3>
          <p className="fine">
            {t.rich("rebuild.compared", {
              ...{ events: report.events, users: report.users, changed: report.changedUsers, b },
            })}
          </p>
          <DriftCounts counts={report} meaning={state === "swapped" ? "were" : "would"} />
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
  const t = useTranslations("projections.rebuild");
  if (!isKept) return <p>{t("gone", { objection })}</p>;
  return (
    <Notice tone="warning" title={t("decide")}>
      <p>{t("kept", { objection })}</p>
      <div className="page-actions">
        <button
          type="button"
          className="button button-primary"
          onClick={() => onAct({ kind: "accept", target, objection })}
        >
          {t("accept")}
        </button>
        <button type="button" className="button" onClick={() => onAct({ kind: "restart", target })}>
          {t("again")}
        </button>
      </div>
    </Notice>
  );
}

function Earlier({ jobs }: { readonly jobs: readonly RebuildJob[] }) {
  const t = useTranslations("projections");
  if (jobs.length === 0) return null;
  return (
    <details>
      <summary>{t("rebuild.earlier", { count: jobs.length })}</summary>
      <DataTable
        caption={t("rebuild.earlierCaption")}
        columns={[
          {
            key: "at",
            header: t("rebuild.started"),
            isRowHeader: true,
            cell: ({ startedAt }) => <Instant at={startedAt} seconds />,
          },
          { key: "what", header: t("rebuild.of"), cell: (job) => t(`targets.${targetOf(job)}`) },
          { key: "by", header: t("rebuild.by"), cell: ({ requestedBy }) => requestedBy },
          {
            key: "state",
            header: t("rebuild.outcome"),
            cell: (job) => <State job={job} />,
          },
          {
            key: "changed",
            header: t("rebuild.changedUsers"),
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
