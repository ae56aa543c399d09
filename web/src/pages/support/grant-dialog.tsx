import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answerOf, api } from "../../api/client.js";
import { ConfirmDialog } from "../../components/confirm-dialog.js";
import { Notice } from "../../components/notices.js";
import { IdInput } from "./id-input.js";
import { ReasonChoice } from "./reason-choice.js";
import { itemTitleQuery } from "./search-queries.js";
import { userKey, type Grant } from "./user-queries.js";

export interface GrantDialogProps {
  readonly userId: string;
  /** Whether the ledger has no event of the user yet. */
  readonly isNewUser: boolean;
  onDone(granted: Granted): void;
  onCancel(): void;
}

type GrantBody = Parameters<typeof grantItem>[1];
type Item = Pick<GrantBody, "itemType" | "itemId">;
type Reason = GrantBody["reason"];

/** What was granted, and the event that says so. */
export type Granted = GrantBody & Pick<Grant, "revision">;

const reasons = ["gift", "goodwill", "correction"] as const satisfies readonly Reason[];
const reasonWords: Readonly<Record<Reason, string>> = {
  gift: "Gift: a present from the shop",
  goodwill: "Goodwill: to make up for a problem",
  correction: "Correction: the user should have had it",
};

/** Asks which item and why, and grants it for free. */
export function GrantDialog({ userId, isNewUser, onDone, onCancel }: GrantDialogProps) {
  const grant = useGrant(userId, onDone);
  const [item, setItem] = useState<Item>({ itemType: "course", itemId: "" });
  const [reason, setReason] = useState<Reason>();
  const isOwned = grant.data?.alreadyPurchased === true;
  const confirm = (): void => {
    if (reason !== undefined) grant.mutate({ ...item, itemId: item.itemId.trim(), reason });
  };
  // What was answered about one item says nothing about another.
  const choose = (next: Item): void => {
    grant.reset();
    setItem(next);
  };

  return (
    <ConfirmDialog
      title={`Grant an item to ${userId}`}
      confirm="Grant"
      isBusy={grant.isPending}
      error={grant.error}
      onConfirm={confirm}
      onCancel={onCancel}
    >
      <p>It costs the user nothing, and is recorded with your name.</p>
      {isNewUser ? (
        <Notice tone="warning" title="The ledger does not know this user yet">
          <p>Check the ID: the grant will be the user’s first event.</p>
        </Notice>
      ) : null}
      <ItemChoice item={item} onChoose={choose} />
      <ReasonChoice reasons={reasons} words={reasonWords} reason={reason} onChoose={setReason} />
      {isOwned ? (
        <Notice tone="warning" title={`${userId} owns this item already`}>
          <p>No new event was recorded.</p>
        </Notice>
      ) : null}
    </ConfirmDialog>
  );
}

const grantItem = (
  userId: string,
  body: { itemType: "course" | "test"; itemId: string; reason: "gift" | "goodwill" | "correction" },
) => answerOf<Grant>(api.POST("/api/support/users/{userId}/grants", { params: { path: { userId } }, body }));

function useGrant(userId: string, onDone: (granted: Granted) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: GrantBody) => grantItem(userId, body),
    async onSuccess({ alreadyPurchased, revision }, body) {
      await client.invalidateQueries({ queryKey: userKey(userId) });
      if (!alreadyPurchased) onDone({ ...body, revision });
    },
  });
}

interface ItemChoiceProps {
  readonly item: Item;
  onChoose(item: Item): void;
}

function ItemChoice({ item, onChoose }: ItemChoiceProps) {
  const itemId = item.itemId.trim();
  // Looked up when the field is left, not at every letter.
  const [settledId, setSettledId] = useState("");
  return (
    <>
      <label className="field">
        <span className="field-label">Kind</span>
        <select
          value={item.itemType}
          onChange={({ target }) =>
            onChoose({ ...item, itemType: target.value === "test" ? "test" : "course" })
          }
        >
          <option value="course">Course</option>
          <option value="test">Test</option>
        </select>
      </label>
      <label className="field">
        <span className="field-label">Item ID</span>
        <IdInput
          value={item.itemId}
          onChange={({ target }) => onChoose({ ...item, itemId: target.value })}
          onBlur={({ target }) => setSettledId(target.validity.valid ? itemId : "")}
        />
      </label>
      <ItemTitle itemType={item.itemType} itemId={settledId === itemId ? itemId : ""} />
    </>
  );
}

/** The title, where somebody owns the item: only purchases can be looked up. */
function ItemTitle({ itemType, itemId }: Item) {
  const { data } = useQuery({ ...itemTitleQuery(itemType, itemId), enabled: itemId !== "" });
  return (
    <p role="status" className="field-hint">
      {data === undefined ? null : data === null ? (
        `Title unknown: nobody has bought this ${itemType} yet, or the catalogue lacks it.`
      ) : (
        <strong>{data}</strong>
      )}
    </p>
  );
}
