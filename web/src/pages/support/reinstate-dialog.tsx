import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { answerOf, api } from "../../api/client.js";
import { ConfirmDialog } from "../../components/confirm-dialog.js";
import { TextField } from "../../components/field.js";
import { Loading, Notice } from "../../components/notices.js";
import { ProblemMessage } from "../../components/problem-message.js";
import { purchasesQuery, userKey, type Purchase, type Reinstatement } from "./user-queries.js";

export interface ReinstateDialogProps {
  readonly userId: string;
  readonly purchaseId: string;
  onDone(reinstatement: Reinstatement): void;
  onCancel(): void;
}

/** Shows what the user will own, takes a note, and gives access back. */
export function ReinstateDialog({ userId, purchaseId, onDone, onCancel }: ReinstateDialogProps) {
  const t = useTranslations("support");
  const reinstate = useReinstate(userId, onDone);
  const { data, error, refetch } = useQuery(purchasesQuery(userId));
  const [note, setNote] = useState("");
  const purchase = data?.purchases.find((one) => one.purchaseId === purchaseId);
  return (
    <ConfirmDialog
      title={t("reinstate.title")}
      confirm={t("reinstate.confirm")}
      isBusy={reinstate.isPending}
      error={reinstate.error}
      onConfirm={() => reinstate.mutate({ purchaseId, note: note.trim() })}
      onCancel={onCancel}
    >
      <Notice tone="warning" title={t("reinstate.warning")}>
        <p>{t("reinstate.text")}</p>
      </Notice>
      {error === null ? null : <ProblemMessage error={error} onRetry={refetch} />}
      {data === undefined && error === null ? <Loading what={t("loadingPurchases")} /> : null}
      {purchase === undefined ? null : <Outcome purchase={purchase} />}
      <TextField label={t("note")} longest={2000} value={note} onChange={setNote} />
    </ConfirmDialog>
  );
}

function useReinstate(userId: string, onDone: (reinstatement: Reinstatement) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { purchaseId: string; note: string }) =>
      answerOf<Reinstatement>(
        api.POST("/api/support/users/{userId}/reinstatements", { params: { path: { userId } }, body }),
      ),
    async onSuccess(done) {
      await client.invalidateQueries({ queryKey: userKey(userId) });
      onDone(done);
    },
  });
}

/** What will be owned with the purchase. */
function Outcome({
  purchase: { title, itemId, kind, revokedAt, ownedWithoutIt },
}: {
  readonly purchase: Purchase;
}) {
  const t = useTranslations("support.reinstate");
  const kinds = useTranslations("kinds");
  const name = title ?? itemId;
  if (revokedAt === null) return <Notice tone="info" title={t("notRevoked")} />;
  if (ownedWithoutIt) return <Notice tone="info" title={t("already", { name })} />;
  return (
    <p className="item is-added">
      {name} <strong className="item-change">{t("added", { kind: kinds(kind) })}</strong>
    </p>
  );
}
