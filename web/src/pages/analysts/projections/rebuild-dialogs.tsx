import { useState, type ReactNode } from "react";
import { useTranslations } from "use-intl";
import { asProblem } from "../../../api/problem.js";
import { ConfirmDialog } from "../../../components/confirm-dialog.js";
import { formatCount } from "../../../components/money.js";
import { useRollBack, useStartRebuild, type Target } from "./jobs.js";
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

const strong = (words: ReactNode) => <strong>{words}</strong>;

export function StartDialog(props: DialogProps) {
  const t = useTranslations("projections.rebuild.dialogs");
  const reasonFor = useTranslations("projections")("reason");
  const { projections, onClose } = props;
  const { start, isBusy, error } = useStart(props);
  const [target, setTarget] = useState<Target>("all");
  const [restart, setRestart] = useState(false);
  const left = projectionsOf(projections, target).filter(({ building }) => building !== null);
  const isAnew = restart || left.length === 0;
  const givesUp = isAnew && projectionsOf(projections, target).some(({ previous }) => previous !== null);
  return (
    <ConfirmDialog
      title={t("start")}
      confirm={t("startConfirm")}
      reasonFor={reasonFor}
      isBusy={isBusy}
      error={error}
      onCancel={onClose}
      onConfirm={(reason) => start({ target, reason, restart: restart && left.length > 0 })}
    >
      <p>{t("startText")}</p>
      <TargetChoice
        legend={t("projections")}
        targets={targets}
        value={target}
        hint={(each) => t(each === "all" ? "together" : "others")}
        onChoose={setTarget}
      />
      {left.length === 0 ? null : (
        <label className="check">
          <input type="checkbox" checked={restart} onChange={(event) => setRestart(event.target.checked)} />
          <span>
            {t("restart")}{" "}
            <span className="choice-hint">
              {t("restartHint", { count: left[0]?.building?.eventCount ?? 0 })}
            </span>
          </span>
        </label>
      )}
      {givesUp ? <p>{t.rich("givesUp", { b: strong })}</p> : null}
    </ConfirmDialog>
  );
}

export function AcceptDialog(props: DialogProps & { readonly target: Target; readonly objection: string }) {
  const t = useTranslations("projections");
  const { target, objection, onClose } = props;
  const { start, isBusy, error } = useStart(props);
  return (
    <ConfirmDialog
      title={t("rebuild.dialogs.accept", { target: t(`targets.${target}`) })}
      confirm={t("rebuild.dialogs.acceptConfirm")}
      dangerous
      reasonFor={t("rebuild.dialogs.acceptReason")}
      isBusy={isBusy}
      error={error}
      onCancel={onClose}
      onConfirm={(reason) => start({ target, reason, acceptChanges: true })}
    >
      <p>{t("rebuild.dialogs.because", { objection })}</p>
      <p>{t("rebuild.dialogs.acceptText")}</p>
    </ConfirmDialog>
  );
}

export function RestartDialog(props: DialogProps & { readonly target: Target }) {
  const t = useTranslations("projections");
  const { target, onClose } = props;
  const { start, isBusy, error } = useStart(props);
  return (
    <ConfirmDialog
      title={t("rebuild.dialogs.restartTitle", { target: t(`targets.${target}`) })}
      confirm={t("rebuild.dialogs.restartConfirm")}
      reasonFor={t("reason")}
      isBusy={isBusy}
      error={error}
      onCancel={onClose}
      onConfirm={(reason) => start({ target, reason, restart: true })}
    >
      <p>{t("rebuild.dialogs.restartText")}</p>
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
  const t = useTranslations("projections.rebuild.dialogs");
  const reasonFor = useTranslations("projections")("reason");
  const wayBack = useWayBack();
  const rollBack = useRollBack();
  const possible = rollBackTargets(projections);
  const [chosen, setTarget] = useState<Target>();
  const target = chosen ?? possible[0] ?? "all";
  return (
    <ConfirmDialog
      title={t("rollBack")}
      confirm={t("rollBackConfirm")}
      dangerous
      reasonFor={reasonFor}
      isBusy={rollBack.isPending}
      error={rollBack.error}
      onCancel={onClose}
      onConfirm={(reason) => rollBack.mutate({ target, reason }, { onSuccess: onClose })}
    >
      <p>{t.rich("rollBackText", { b: strong })}</p>
      <TargetChoice
        legend={t("projections")}
        targets={possible}
        value={target}
        hint={(each) => projectionsOf(projections, each).map(wayBack).join("; ")}
        onChoose={setTarget}
      />
    </ConfirmDialog>
  );
}

/** From which generation to which a rollback leads. */
function useWayBack(): (projection: Projection) => string {
  const t = useTranslations("projections");
  return ({ name, live, previous, foldVersion }) => {
    const way = {
      name: t(`targets.${name}`),
      live: formatCount(live?.number ?? 0),
      previous: formatCount(previous?.number ?? 0),
    };
    if (previous === null) return t("rebuild.dialogs.way", way);
    const { eventCount: count, foldVersion: old } = previous;
    return old === foldVersion
      ? t("rebuild.dialogs.wayTo", { ...way, count })
      : t("rebuild.dialogs.wayOutdated", { ...way, count, old, new: foldVersion });
  };
}
