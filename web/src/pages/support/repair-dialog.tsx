import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answerOf, api } from "../../api/client.js";
import { ConfirmDialog } from "../../components/confirm-dialog.js";
import { countOf } from "../../components/money.js";
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
      title={`Repair ${userId}`}
      confirm="Repair"
      reasonFor="Reason, for the audit log"
      isBusy={preview.isPending || repair.isPending}
      error={repair.error}
      onConfirm={(reason) => repair.mutate(reason)}
      onCancel={onCancel}
    >
      <p>
        Rewrites what is stored of this user from the events. The events and other users stay as they are.
      </p>
      {preview.error === null ? null : <ProblemMessage error={preview.error} onRetry={preview.refetch} />}
      {preview.isPending ? <Loading what="Comparing…" /> : null}
      {preview.data === undefined ? null : <Preview repair={preview.data} />}
    </ConfirmDialog>
  );
}

const shownDifferences = 20;

function Preview({ repair }: { readonly repair: Repair }) {
  const { differences, differenceCount } = repair;
  if (differenceCount === 0) {
    return <Notice tone="ok" title="Nothing to repair" />;
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
                {kind} in {projection}
                {purchaseId === null ? null : <code> {purchaseId}</code>}
                {path === "" ? null : <code> {path}</code>}
              </span>
              <span className="change-values">
                <Value value={stored} className="value value-stored" /> <span aria-hidden="true">→</span>
                <span className="visually-hidden"> becomes </span>{" "}
                <Value value={expected} className="value value-expected" />
              </span>
            </li>
          ))}
      </ul>
      {more <= 0 ? null : <p className="fine">and {countOf(more, "more difference")}</p>}
    </>
  );
}

function RepairSizes({ repair: { before, after } }: { readonly repair: Repair }) {
  const row = (name: string, of: keyof Repair["before"]) => ({ name, before: before[of], after: after[of] });
  return (
    <BeforeAfter
      caption="What is stored, before and after"
      rows={[
        row("Courses owned", "courses"),
        row("Tests owned", "tests"),
        row("Records of the history", "records"),
        row("of these not revoked", "unrevokedRecords"),
      ]}
    />
  );
}
