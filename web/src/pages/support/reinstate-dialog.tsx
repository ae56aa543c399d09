import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answerOf, api } from "../../api/client.js";
import { ConfirmDialog } from "../../components/confirm-dialog.js";
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
  const reinstate = useReinstate(userId, onDone);
  const { data, error, refetch } = useQuery(purchasesQuery(userId));
  const [note, setNote] = useState("");
  const purchase = data?.purchases.find((one) => one.purchaseId === purchaseId);
  return (
    <ConfirmDialog
      title="Reinstate a purchase"
      confirm="Reinstate"
      isBusy={reinstate.isPending}
      error={reinstate.error}
      onConfirm={() => reinstate.mutate({ purchaseId, note: note.trim() })}
      onCancel={onCancel}
    >
      <Notice tone="warning" title="Reinstating gives access back. It moves no money.">
        <p>For a purchase that was revoked by mistake. It is recorded with your name.</p>
      </Notice>
      {error === null ? null : <ProblemMessage error={error} onRetry={refetch} />}
      {data === undefined && error === null ? <Loading what="Loading purchases…" /> : null}
      {purchase === undefined ? null : <Outcome purchase={purchase} />}
      <label className="field">
        <span className="field-label">Note (kept in the event)</span>
        <textarea rows={2} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />
      </label>
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
  const name = title ?? itemId;
  if (revokedAt === null) return <Notice tone="info" title="This purchase is not revoked" />;
  if (ownedWithoutIt) return <Notice tone="info" title={`${name} is owned already, by another purchase`} />;
  return (
    <p className="item is-added">
      {name} <strong className="item-change">+ {kind} added</strong>
    </p>
  );
}
