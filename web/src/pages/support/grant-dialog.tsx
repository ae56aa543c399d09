import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { answerOf, api } from "../../api/client.js";
import { ConfirmDialog } from "../../components/confirm-dialog.js";
import { Field } from "../../components/field.js";
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

/** Asks which item and why, and grants it for free. */
export function GrantDialog({ userId, isNewUser, onDone, onCancel }: GrantDialogProps) {
  const t = useTranslations("support.grant");
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
      title={t("title", { userId })}
      confirm={t("confirm")}
      isBusy={grant.isPending}
      error={grant.error}
      onConfirm={confirm}
      onCancel={onCancel}
    >
      <p>{t("text")}</p>
      {isNewUser ? (
        <Notice tone="warning" title={t("newUser")}>
          <p>{t("newUserText")}</p>
        </Notice>
      ) : null}
      <ItemChoice item={item} onChoose={choose} />
      <ReasonChoice<Reason>
        reasons={reasons}
        words={(each) => t(`reasons.${each}`)}
        reason={reason}
        onChoose={setReason}
      />
      {isOwned ? (
        <Notice tone="warning" title={t("owned", { userId })}>
          <p>{t("noEvent")}</p>
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
  const t = useTranslations("support.grant");
  const itemId = item.itemId.trim();
  // Looked up when the field is left, not at every letter.
  const [settledId, setSettledId] = useState("");
  return (
    <>
      <Field label={t("kind")}>
        <select
          value={item.itemType}
          onChange={({ target }) =>
            onChoose({ ...item, itemType: target.value === "test" ? "test" : "course" })
          }
        >
          <option value="course">{t("course")}</option>
          <option value="test">{t("test")}</option>
        </select>
      </Field>
      <Field label={t("itemId")}>
        <IdInput
          value={item.itemId}
          onChange={({ target }) => onChoose({ ...item, itemId: target.value })}
          onBlur={({ target }) => setSettledId(target.validity.valid ? itemId : "")}
        />
      </Field>
      <ItemTitle itemType={item.itemType} itemId={settledId === itemId ? itemId : ""} />
    </>
  );
}

/** The title, if any user owns the item: only purchases can be looked up. */
function ItemTitle({ itemType, itemId }: Item) {
  const t = useTranslations("support.grant");
  const kinds = useTranslations("kinds");
  const { data } = useQuery({ ...itemTitleQuery(itemType, itemId), enabled: itemId !== "" });
  return (
    <p role="status" className="field-hint">
      {data === undefined ? null : data === null ? (
        t("titleUnknown", { kind: kinds(itemType) })
      ) : (
        <strong>{data}</strong>
      )}
    </p>
  );
}
