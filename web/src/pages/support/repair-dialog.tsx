import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { answerOf, api } from "../../api/client.js";
import { ConfirmDialog } from "../../components/confirm-dialog.js";
import { Loading, Notice } from "../../components/notices.js";
import { ProblemMessage } from "../../components/problem-message.js";
import { BeforeAfter } from "./before-after.js";
import { Value } from "./stored-panel.js";
import { userKey, type Repair } from "./user-queries.js";

export interface RepairDialogProps {
  readonly userId: string;
  onDone(repair: Repair): void;
  onCancel(): void;
}

const repairUser = (userId: string, body: { reason: string; dryRun: boolean }, signal?: AbortSignal) =>
  answerOf(
    api.POST("/api/support/users/{userId}/repairs", {
      params: { path: { userId } },
      body,
      ...(signal === undefined ? {} : { signal }),
    }),
  );

/** Shows what a repair would write, asks why, and repairs. */
export function RepairDialog({ userId, onDone, onCancel }: RepairDialogProps) {
  const t = useTranslations("support");
  const client = useQueryClient();
  const preview = useQuery({
    queryKey: ["support-repair-preview", userId],
    queryFn: ({ signal }) => repairUser(userId, { reason: "look", dryRun: true }, signal),
    gcTime: 0,
    staleTime: 0,
  });
  const repair = useMutation({
    mutationFn: (reason: string) => repairUser(userId, { reason, dryRun: false }),
    async onSuccess(done) {
      await client.invalidateQueries({ queryKey: userKey(userId) });
      onDone(done);
    },
  });
  return (
    <ConfirmDialog
      title={t("repair.title", { userId })}
      confirm={t("repair.confirm")}
      reasonFor={t("auditReason")}
      isBusy={preview.isPending || repair.isPending}
      error={repair.error}
      onConfirm={(reason) => repair.mutate(reason)}
      onCancel={onCancel}
    >
      <p>{t("repair.text")}</p>
      {preview.error === null ? null : <ProblemMessage error={preview.error} onRetry={preview.refetch} />}
      {preview.isPending ? <Loading what={t("comparing")} /> : null}
      {preview.data === undefined ? null : <Preview repair={preview.data} />}
    </ConfirmDialog>
  );
}

const shownDifferences = 20;

function Preview({ repair }: { readonly repair: Repair }) {
  const t = useTranslations("support.repair");
  const { drift, targets } = useDriftWords();
  const { differences, differenceCount } = repair;
  if (differenceCount === 0) {
    return <Notice tone="ok" title={t("nothing")} />;
  }
  const more = differenceCount - shownDifferences;
  return (
    <>
      <RepairSizes repair={repair} />
      <ul className="changes">
        {differences
          .slice(0, shownDifferences)
          .map(({ projection, kind, purchaseId, path, stored, expected }) => (
            <li key={`${projection} ${purchaseId ?? ""} ${path} ${kind}`}>
              <span className="fine soft">
                {t("kindIn", { kind: drift(kind), projection: targets(projection) })}
                {purchaseId === null ? null : <code> {purchaseId}</code>}
                {path === "" ? null : <code> {path}</code>}
              </span>
              <span className="change-values">
                <Value value={stored} className="value value-stored" /> <span aria-hidden="true">→</span>
                <span className="visually-hidden">{t("becomes")}</span>{" "}
                <Value value={expected} className="value value-expected" />
              </span>
            </li>
          ))}
      </ul>
      {more <= 0 ? null : <p className="fine">{t("more", { count: more })}</p>}
    </>
  );
}

const useDriftWords = () => ({
  drift: useTranslations("projections.drift"),
  targets: useTranslations("projections.targets"),
});

function RepairSizes({ repair: { before, after } }: { readonly repair: Repair }) {
  const t = useTranslations("support.repair");
  const row = (name: string, of: keyof Repair["before"]) => ({ name, before: before[of], after: after[of] });
  return (
    <BeforeAfter
      caption={t("caption")}
      rows={[
        row(t("courses"), "courses"),
        row(t("tests"), "tests"),
        row(t("records"), "records"),
        row(t("unrevoked"), "unrevokedRecords"),
      ]}
    />
  );
}
