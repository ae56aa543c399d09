import { useTranslations } from "use-intl";
import { Instant } from "../../../components/instant.js";
import type { EventSourceState } from "../../../hooks/use-event-source.js";
import { useFormatDuration } from "./durations.js";
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

/** A job that runs: which phase, how far, how fast and how long yet. */
export function JobProgress(props: JobProgressProps) {
  const t = useTranslations("projections.job");
  const numbers = useNumbers();
  const { what, job, phases, connection, isCancelling, onCancel } = props;
  const { progress } = job;
  const at = progress === null ? -1 : phases.indexOf(progress.phase);
  return (
    <div className="job">
      <div className="panel-head">
        <p role="status">
          <strong>{what}</strong>:{" "}
          {progress === null ? t("starting") : t(`phases.${progress.phase}`).toLowerCase()}
        </p>
        <button type="button" className="button button-small" disabled={isCancelling} onClick={onCancel}>
          {t(isCancelling ? "cancelling" : "cancel")}
        </button>
      </div>
      <ol className="phases">
        {phases.map((phase, index) => (
          <li
            key={phase}
            className={index < at ? "phase-done" : undefined}
            aria-current={index === at ? "step" : undefined}
          >
            {t(`phases.${phase}`)}
          </li>
        ))}
      </ol>
      <Bar what={what} progress={progress} />
      <p className="job-numbers">{progress === null ? t("beginning") : numbers(progress)}</p>
      <p className="fine soft">
        {t.rich("started", { at: () => <Instant at={job.startedAt} seconds />, who: job.requestedBy })}
        {connection === "waiting" ? t("reconnecting") : null}
      </p>
    </div>
  );
}

function Bar({ what, progress }: { readonly what: string; readonly progress: Progress | null }) {
  const label = useTranslations("projections.job")("progress", { what });
  // Without a value it moves to and fro.
  const total = progress?.total ?? 0;
  if (progress === null || total === 0) return <progress aria-label={label} />;
  return <progress aria-label={label} value={Math.min(progress.done, total)} max={total} />;
}

/** How far, how fast and how long yet, in one line. */
function useNumbers(): (progress: Progress) => string {
  const t = useTranslations("projections");
  const formatDuration = useFormatDuration();
  return ({ phase, done, total, perSecond, remainingSeconds }) => {
    const unit = phase === "comparing" ? "users" : "events";
    return [
      total === null ? t(`job.done.${unit}`, { done }) : t(`job.of.${unit}`, { done, total }),
      ...(perSecond > 0 ? [t("projector.perSecond", { count: perSecond })] : []),
      ...(remainingSeconds === null ? [] : [t("job.left", { duration: formatDuration(remainingSeconds) })]),
    ].join(" · ");
  };
}
