import { Instant } from "../../../components/instant.js";
import { formatCount } from "../../../components/money.js";
import type { EventSourceState } from "../../../hooks/use-event-source.js";
import { formatDuration } from "./durations.js";
import type { JobProgress as Progress } from "./jobs.js";

export interface JobProgressProps {
  /** `Rebuild of all projections`. */
  readonly what: string;
  readonly job: {
    readonly startedAt: string;
    readonly requestedBy: string;
    readonly progress: Progress | null;
  };
  /** In the order in which they come. */
  readonly phases: readonly Progress["phase"][];
  readonly connection: EventSourceState;
  readonly isCancelling: boolean;
  onCancel(): void;
}

const phaseWords: Readonly<Record<Progress["phase"], string>> = {
  reading: "Reading",
  folding: "Folding",
  comparing: "Comparing",
  swapping: "Swapping",
  copying: "Copying",
};

/** A job that runs: which phase, how far, how fast and how long yet. */
export function JobProgress(props: JobProgressProps) {
  const { what, job, phases, connection, isCancelling, onCancel } = props;
  const { progress } = job;
  const at = progress === null ? -1 : phases.indexOf(progress.phase);
  return (
    <div className="job">
      <div className="panel-head">
        <p role="status">
          <strong>{what}</strong>: {progress === null ? "starting" : phaseWords[progress.phase].toLowerCase()}
        </p>
        <button type="button" className="button button-small" disabled={isCancelling} onClick={onCancel}>
          {isCancelling ? "Cancelling…" : "Cancel"}
        </button>
      </div>
      <ol className="phases">
        {phases.map((phase, index) => (
          <li
            key={phase}
            className={index < at ? "phase-done" : undefined}
            aria-current={index === at ? "step" : undefined}
          >
            {phaseWords[phase]}
          </li>
        ))}
      </ol>
      <Bar what={what} progress={progress} />
      <p className="job-numbers">{progress === null ? "Starting…" : numbers(progress)}</p>
      <p className="fine soft">
        Started <Instant at={job.startedAt} seconds /> by {job.requestedBy}. It continues if you leave this
        page.
        {connection === "waiting" ? " Connection lost; reconnecting." : null}
      </p>
    </div>
  );
}

function Bar({ what, progress }: { readonly what: string; readonly progress: Progress | null }) {
  const label = `${what}: progress`;
  // Without a value it moves to and fro.
  const total = progress?.total ?? 0;
  if (progress === null || total === 0) return <progress aria-label={label} />;
  return <progress aria-label={label} value={Math.min(progress.done, total)} max={total} />;
}

function numbers({ phase, done, total, perSecond, remainingSeconds }: Progress): string {
  const unit = phase === "comparing" ? "users" : "events";
  return [
    total === null ? `${formatCount(done)} ${unit}` : `${formatCount(done)} of ${formatCount(total)} ${unit}`,
    ...(perSecond > 0 ? [`${formatCount(perSecond)}/s`] : []),
    ...(remainingSeconds === null ? [] : [`about ${formatDuration(remainingSeconds)} left`]),
  ].join(" · ");
}
