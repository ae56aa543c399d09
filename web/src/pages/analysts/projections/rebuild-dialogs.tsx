import { useState } from "react";
import { asProblem } from "../../../api/problem.js";
import { ConfirmDialog } from "../../../components/confirm-dialog.js";
import { countOf, formatCount } from "../../../components/money.js";
import { targetWords, useRollBack, useStartRebuild, type Target } from "./jobs.js";
import type { Projection } from "./queries.js";
import { TargetChoice } from "./target-choice.js";

/** Which rebuild dialog is open. */
export type RebuildDialog =
  | { readonly kind: "start" }
  | { readonly kind: "accept"; readonly target: Target; readonly objection: string }
  | { readonly kind: "restart"; readonly target: Target }
  | { readonly kind: "roll-back" };

export interface DialogProps {
  readonly projections: readonly Projection[];
  onClose(): void;
  /** Somebody else's rebuild was first. */
  onRunning(): void;
}

const targets: readonly Target[] = ["all", "ownership", "history", "payments"];

export const projectionsOf = (projections: readonly Projection[], target: Target): readonly Projection[] =>
  projections.filter(({ name }) => target === "all" || name === target);

/** Starts a rebuild; one that runs already is shown instead of an error. */
function useStart({ onClose, onRunning }: DialogProps) {
  const start = useStartRebuild();
  return {
    isBusy: start.isPending,
    error: start.error,
    start: (request: Parameters<typeof start.mutate>[0]): void =>
      start.mutate(request, {
        onSuccess: onClose,
        onError(error) {
          if (asProblem(error).code === "rebuild_running") onRunning();
        },
      }),
  };
}

export function StartDialog(props: DialogProps) {
  const { projections, onClose } = props;
  const { start, isBusy, error } = useStart(props);
  const [target, setTarget] = useState<Target>("all");
  const [restart, setRestart] = useState(false);
  const left = projectionsOf(projections, target).filter(({ building }) => building !== null);
  const isAnew = restart || left.length === 0;
  const givesUp = isAnew && projectionsOf(projections, target).some(({ previous }) => previous !== null);
  return (
    <ConfirmDialog
      title="Rebuild projections"
      confirm="Start the rebuild"
      reasonFor="Reason, for the audit log"
      isBusy={isBusy}
      error={error}
      onCancel={onClose}
      onConfirm={(reason) => start({ target, reason, restart: restart && left.length > 0 })}
    >
      <p>
        Folds the whole log beside the live projections, compares, and swaps in one step. The shop stays open.
        If too much would change, nothing is swapped until you accept.
      </p>
      <TargetChoice
        legend="Projections"
        targets={targets}
        value={target}
        hint={(each) => (each === "all" ? "swapped in together" : "the others stay as they are")}
        onChoose={setTarget}
      />
      {left.length === 0 ? null : (
        <label className="check">
          <input type="checkbox" checked={restart} onChange={(event) => setRestart(event.target.checked)} />
          <span>
            Start from the beginning{" "}
            <span className="choice-hint">
              an earlier rebuild has left {countOf(left[0]?.building?.eventCount ?? 0, "event")} folded;
              otherwise it goes on with them
            </span>
          </span>
        </label>
      )}
      {givesUp ? (
        <p>
          <strong>It makes room for itself:</strong> the earlier generation, which a rollback would bring
          back, is given up when it starts.
        </p>
      ) : null}
    </ConfirmDialog>
  );
}

export function AcceptDialog(props: DialogProps & { readonly target: Target; readonly objection: string }) {
  const { target, objection, onClose } = props;
  const { start, isBusy, error } = useStart(props);
  return (
    <ConfirmDialog
      title={`Accept the changes to ${targetWords[target]}`}
      confirm="Accept and swap"
      dangerous
      reasonFor="Why this is right, for the audit log"
      isBusy={isBusy}
      error={error}
      onCancel={onClose}
      onConfirm={(reason) => start({ target, reason, acceptChanges: true })}
    >
      <p>It was not swapped in because {objection}.</p>
      <p>
        Accepting goes on with what was built: it folds what has come in since, compares once more, and swaps
        whatever the comparison says. You can roll back afterwards.
      </p>
    </ConfirmDialog>
  );
}

export function RestartDialog(props: DialogProps & { readonly target: Target }) {
  const { target, onClose } = props;
  const { start, isBusy, error } = useStart(props);
  return (
    <ConfirmDialog
      title={`Rebuild ${targetWords[target]} from the beginning`}
      confirm="Discard and start again"
      reasonFor="Reason, for the audit log"
      isBusy={isBusy}
      error={error}
      onCancel={onClose}
      onConfirm={(reason) => start({ target, reason, restart: true })}
    >
      <p>Discards what was built and folds the log again. The live projections are unchanged.</p>
    </ConfirmDialog>
  );
}

/** What a rollback can bring back. */
export const rollBackTargets = (projections: readonly Projection[]): readonly Target[] =>
  targets.filter((target) => {
    const concerned = projectionsOf(projections, target);
    return concerned.length > 0 && concerned.every(({ previous }) => previous !== null);
  });

export function RollBackDialog({ projections, onClose }: DialogProps) {
  const rollBack = useRollBack();
  const possible = rollBackTargets(projections);
  const [chosen, setTarget] = useState<Target>();
  const target = chosen ?? possible[0] ?? "all";
  return (
    <ConfirmDialog
      title="Roll back to the previous generation"
      confirm="Roll back"
      dangerous
      reasonFor="Reason, for the audit log"
      isBusy={rollBack.isPending}
      error={rollBack.error}
      onCancel={onClose}
      onConfirm={(reason) => rollBack.mutate({ target, reason }, { onSuccess: onClose })}
    >
      <p>
        <strong>A rollback brings back everything the last rebuild corrected</strong>, drift included. The
        projector then catches up from there, and you can roll back again.
      </p>
      <TargetChoice
        legend="Projections"
        targets={possible}
        value={target}
        hint={(each) => projectionsOf(projections, each).map(wayBack).join("; ")}
        onChoose={setTarget}
      />
    </ConfirmDialog>
  );
}

function wayBack({ name, live, previous, foldVersion }: Projection): string {
  const way = `${name}: generation ${formatCount(live?.number ?? 0)} → ${formatCount(previous?.number ?? 0)}`;
  if (previous === null) return way;
  const isOutdated = previous.foldVersion !== foldVersion;
  const version = isOutdated
    ? `, made by fold version ${previous.foldVersion} (now ${foldVersion}): the server rebuilds it at its next start, unless REBUILD_OUTDATED=false`
    : "";
  return `${way}, ${countOf(previous.eventCount, "event")}${version}`;
}
